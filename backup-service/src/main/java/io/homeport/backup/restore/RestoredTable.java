package io.homeport.backup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.backup.recovery.TableDifference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one table, restored beside it.
 *
 * @param schema where they are, in the database in service
 * @param table full, as statements take it
 * @param rows how many there are
 * @param proven whether their content hash is that of the backup; otherwise their number alone is
 * @param there whether the table in service is there
 * @param difference absent where it is not, or there was no time to compare
 * @param copyBack statements for the owner of the database: the first puts back what is missing,
 *     one with {@code do update} also what changed, the last removes what was restored
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoredTable(
    String schema,
    String table,
    long rows,
    boolean proven,
    boolean there,
    @Nullable TableDifference difference,
    List<String> copyBack) {

  public RestoredTable {
    copyBack = List.copyOf(copyBack);
  }

  /** For who may look on and not restore. */
  RestoredTable withoutKeys() {
    return new RestoredTable(
        schema,
        table,
        rows,
        proven,
        there,
        difference == null ? null : difference.withoutKeys(),
        copyBack);
  }
}
