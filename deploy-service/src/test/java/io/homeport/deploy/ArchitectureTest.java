package io.homeport.deploy;

import io.homeport.testkit.Layering;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void rules_know_no_framework() {
    Layering.check(
        "io.homeport.deploy",
        "Store",
        "ApprovedSpecs",
        "AppsClusters",
        "Environments",
        "EnvironmentDatabases",
        "EnvironmentRecords",
        "ReturningEnvironments",
        "Recoveries",
        "Trials",
        "RecordedEnvironments",
        "Domains",
        "AcmeAccounts",
        "SealedCertificates",
        "Releases",
        "ReleaseContents",
        "Contractions",
        "Sites",
        "Instances",
        "Backends",
        "Supervision",
        "LogStreams",
        "UsageWatch",
        "Bundles",
        "EnvironmentVariables",
        "VaultSecrets",
        "Runtimes",
        "Checklists",
        "Disks",
        "RestorePoints",
        "SchemaGuard",
        "ReleaseSchedules",
        "DeploymentRules",
        "Previews",
        "ServedRoutes",
        "ImportListener",
        "ApprovalListener",
        "Deployments",
        "Rollbacks",
        "Rollouts",
        "Routes",
        "Withdrawals");
  }
}
