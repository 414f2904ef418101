package io.homeport.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.regex.Pattern;

/**
 * The one rule of layering: rules are plain Java. Only classes whose name says that they are an
 * edge may know the frameworks.
 */
public final class Layering {

  private static final String EDGE =
      ".*(Row|Resource|Consumer|Worker|Config|Schedule|Startup|Health|Metrics|Mapper|Filter|Door|Console)s?";

  /**
   * Checks all production classes below a package.
   *
   * @param root such as {@code io.homeport.imports}
   * @param stores the plural nouns that load, decide and save, by simple name
   */
  public static void check(String root, String... stores) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
    String edges = EDGE + (stores.length == 0 ? "" : "|.*\\.(" + String.join("|", stores) + ")");
    Pattern.compile(edges);
    noClasses()
        .that()
        .haveNameNotMatching("(" + edges + ")(\\$.*|_.*)?")
        .and()
        .haveNameNotMatching(".*_(ClientProxy|Bean|Subclass|Observer_.*)")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..", "io.quarkus..", "io.smallrye..")
        .check(classes);
  }

  private Layering() {}
}
