package io.homeport.specs.planning;

import io.homeport.specs.document.Authentication;
import io.homeport.specs.document.Deployment;
import io.homeport.specs.document.Domain;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.MigrationPlan;
import io.homeport.specs.document.OpenQuestion;
import io.homeport.specs.document.SpecDocument.Coverage;
import io.homeport.specs.document.Workflows;
import io.homeport.specs.material.Material;
import java.util.List;

/** Writes the plan by which an app leaves its builder. */
public final class Planner {

  private Planner() {}

  public static MigrationPlan plan(
      Material material,
      Domain domain,
      Authentication authentication,
      Workflows workflows,
      Deployment deployment,
      List<Finding> findings,
      List<OpenQuestion> questions,
      Coverage coverage) {
    var services = BuilderServices.of(material, deployment.runtime());
    var parts =
        new Parts(
            material,
            domain,
            authentication,
            workflows,
            deployment,
            findings,
            questions,
            coverage,
            services);
    var provisions = Provisions.of(parts);
    return new MigrationPlan(
        List.copyOf(services.values()), provisions, Risks.of(parts), Steps.of(parts, provisions));
  }
}
