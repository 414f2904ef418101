package io.homeport.specs.review;

import io.homeport.specs.document.Finding;
import io.homeport.specs.material.Material;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/** Judges an app by all rules. */
public final class SecurityReview {

  private static final List<Rule> RULES =
      List.of(
          RowSecurityRules::tablesWithoutRowSecurity,
          RowSecurityRules::policiesThatLetEverybodyWrite,
          RowSecurityRules::viewsPastRowSecurity,
          RowSecurityRules::personalDataForEverybody,
          RowSecurityRules::tablesThatNobodyCanUse,
          CatalogueRules::usersShownByViews,
          CatalogueRules::policiesThatDoNothing,
          CatalogueRules::policiesThatBelieveTheUser,
          CatalogueRules::secretColumnsForEverybody,
          CatalogueRules::keysToOtherColumnsOfUsers,
          CatalogueRules::publicBucketsThatCanBeListed,
          CatalogueRules::policiesThatAskForEveryRow,
          CatalogueRules::severalPoliciesForOneAct,
          CatalogueRules::indexesThatAreThereTwice,
          CatalogueRules::columnsThatBlockUpgrades,
          RoleRules::signUpThatTakesTheUsersWord,
          RoleRules::rolesThatUsersSetThemselves,
          FunctionRules::definersWithoutSearchPath,
          FunctionRules::definersThatAnybodyMayCall,
          FunctionRules::edgeFunctionsOpenToAll,
          SourceRules::publicBuckets,
          SourceRules::committedSecrets,
          SourceRules::hardCodedProjects,
          SourceRules::filesNotUnderstood,
          BuilderRules::entitiesOpenToEverybody,
          BuilderRules::openStoreRules,
          BuilderRules::secretsWithAValueInTheCode,
          BrowserRules::secretsInPublicVariables,
          BrowserRules::rolesKeptInTheBrowser,
          CodeRules::weaknesses,
          CodeRules::unsignedWebhooks,
          CodeRules::answersToAnySite,
          ServedRules::routesOpenToAll,
          ServedRules::functionsThatTakeThePublicKey,
          ServedRules::costlyAndUnlimited,
          MigrationRules::failedStatements,
          MigrationRules::filesNotTried);

  private SecurityReview() {}

  /** All findings, the worst first; one for each rule and subject. */
  public static List<Finding> of(Material material) {
    var byId = new LinkedHashMap<String, Finding>();
    RULES.stream()
        .flatMap(rule -> rule.check(material))
        .sorted(
            Comparator.comparing(Finding::severity)
                .thenComparing(Finding::rule)
                .thenComparing(Finding::id))
        .forEach(finding -> byId.putIfAbsent(finding.id(), mended(material, finding)));
    return List.copyOf(byId.values());
  }

  /** With the migration that was tried for it, if one was and mends it. */
  private static Finding mended(Material material, Finding finding) {
    var fix = material.measured().fixes().get(finding.id());
    return fix == null || FunctionRules.isNeededByTheApp(material, finding)
        ? finding
        : finding.mendedBy(fix);
  }
}
