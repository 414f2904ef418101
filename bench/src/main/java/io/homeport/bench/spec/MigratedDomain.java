package io.homeport.bench.spec;

import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Domain;
import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Entity;
import java.util.List;

/**
 * The part of a domain that the migrations leave behind. What other files tell of the live database
 * beside it is the specification's too, but neither labelled nor there to be made anew.
 */
final class MigratedDomain {

  private MigratedDomain() {}

  static Domain of(Domain domain) {
    return new Domain(
        domain.entities().stream()
            .filter(each -> isMeasured(each.basis()))
            .map(MigratedDomain::measured)
            .toList(),
        domain.relationships().stream().filter(each -> isMeasured(each.basis())).toList(),
        domain.invariants().stream().filter(each -> isMeasured(each.basis())).toList(),
        domain.enumerations().stream().filter(each -> isMeasured(each.basis())).toList(),
        domain.views(),
        domain.functions(),
        domain.drift());
  }

  private static Entity measured(Entity entity) {
    List<Attribute> attributes =
        entity.attributes().stream().filter(each -> isMeasured(each.basis())).toList();
    return new Entity(
        entity.name(),
        entity.about(),
        attributes,
        entity.identifier(),
        entity.ownership(),
        entity.rowSecurity(),
        entity.readBy(),
        entity.writtenBy(),
        entity.store(),
        entity.basis());
  }

  private static boolean isMeasured(Basis basis) {
    return basis.confidence() == Basis.Confidence.MEASURED;
  }
}
