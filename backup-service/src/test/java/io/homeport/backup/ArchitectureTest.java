package io.homeport.backup;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.homeport.testkit.Layering;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void rules_know_no_framework() {
    Layering.check(
        "io.homeport.backup",
        "Backups",
        "BackupRequests",
        "KeptBackups",
        "Environments",
        "Policies",
        "PolicyView",
        "Restores",
        "RestoreRequests",
        "Awaiting",
        "FileIndex",
        "ObjectKeys",
        "Rewrapping",
        "Expiry",
        "Parts",
        "RestoreParts",
        "Proving",
        "Trials",
        "SigningKeys",
        "Rechecks",
        "Copies",
        "CopiesLetGo",
        "CopyChecks",
        "CopySchedule",
        "Deletions",
        "FileReadings",
        "NoticedDamage",
        "Places",
        "Moments",
        "MomentParts",
        "OwnParts",
        "AwaitingMoment");
  }

  @Test
  void packages_do_not_go_in_circles() {
    slices()
        .matching("io.homeport.backup.(*)..")
        .should()
        .beFreeOfCycles()
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.homeport.backup"));
  }
}
