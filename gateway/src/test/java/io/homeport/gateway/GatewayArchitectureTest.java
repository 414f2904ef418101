package io.homeport.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class GatewayArchitectureTest {

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.homeport.gateway");

  @Test
  void only_the_edges_know_the_framework() {
    noClasses()
        .that()
        .haveNameNotMatching(
            ".*\\.(GatewayConfig|DoorServer|RoutesConsumer|DomainsConsumer|ApiResource|SignInResource|ConsoleResource|Callers)(\\$.*|_.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..", "io.quarkus..", "io.smallrye..")
        .check(classes);
  }

  @Test
  void decisions_know_neither_kafka_nor_files_nor_sockets() {
    noClasses()
        .that()
        .haveNameMatching(
            ".*\\.(Routes|Route|Domains|Domain|SiteManifest|HostName|RequestPath|FileAnswer|ByteRange|AcceptEncoding|ApiRoutes|SameOrigin|SignedIn)")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "java.nio.file..", "java.net..", "io.netty..")
        .check(classes);
  }

  @Test
  void packages_do_not_go_in_circles() {
    slices().matching("io.homeport.gateway.(*)..").should().beFreeOfCycles().check(classes);
  }
}
