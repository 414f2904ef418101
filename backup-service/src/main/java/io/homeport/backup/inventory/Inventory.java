package io.homeport.backup.inventory;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.homeport.contracts.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * All that a database held at one instant.
 *
 * @param serverVersion such as {@code 15.14}
 * @param superuser the name of the cluster's first superuser, who may own things
 */
public record Inventory(
    int major,
    String serverVersion,
    String superuser,
    DatabaseProperties database,
    List<Role> roles,
    List<CatalogueEntry> catalogue,
    List<TableContents> tables,
    List<SequencePosition> sequences) {

  public Inventory {
    roles = List.copyOf(roles);
    catalogue = List.copyOf(catalogue);
    tables = List.copyOf(tables);
    sequences = List.copyOf(sequences);
  }

  /** The same contents in a database of another owner, with other settings and grants. */
  public Inventory with(DatabaseProperties other) {
    return new Inventory(
        major, serverVersion, superuser, other, roles, catalogue, tables, sequences);
  }

  @JsonIgnore
  public long rows() {
    return tables.stream().mapToLong(TableContents::rows).sum();
  }

  /** One digest for the whole catalogue: equal exactly when every entry is. */
  @JsonIgnore
  public Digest fingerprint() {
    return fingerprint(catalogue);
  }

  static Digest fingerprint(List<CatalogueEntry> catalogue) {
    var digest = Digest.sha256();
    for (CatalogueEntry entry : catalogue) {
      for (String part : List.of(entry.kind(), entry.name(), entry.definition())) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
    }
    return Digest.ofRaw(digest.digest());
  }
}
