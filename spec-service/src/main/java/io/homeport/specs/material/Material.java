package io.homeport.specs.material;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.Place;
import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.scratch.MigrationReport;
import io.homeport.specs.source.SourceFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a spec is written from.
 *
 * @param snapshot digest of the source tree
 * @param measured what came of trying what each role can do
 * @param declared what is known of the app's data from files and calls, and is not in the catalogue
 */
public record Material(
    String appName,
    Builder builder,
    Digest snapshot,
    SourceFacts source,
    MigrationReport migrations,
    Catalogue catalogue,
    Measurement measured,
    Declared declared) {

  /** Where an object of the database was made, and that the catalogue has it. */
  public List<Evidence> evidence(String object, String catalogueTable, Object row) {
    var evidence = new ArrayList<Evidence>();
    made(object).ifPresent(place -> evidence.add(Evidence.at(place)));
    evidence.add(Evidence.catalogue(catalogueTable, row));
    return evidence;
  }

  /** Where an object such as {@code table bookings} was made. */
  public Optional<Place> made(String object) {
    return migrations.definitionOf(object).map(MigrationReport.Definition::made);
  }
}
