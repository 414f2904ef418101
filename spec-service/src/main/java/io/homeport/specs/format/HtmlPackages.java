package io.homeport.specs.format;

import io.homeport.specs.document.Dependencies;
import java.util.List;

/** The packages that the app is made of, in sums and exceptions. */
final class HtmlPackages {

  private final Html page = new Html();

  private HtmlPackages() {}

  static String of(Dependencies dependencies) {
    var packages = new HtmlPackages();
    packages.write(dependencies);
    return packages.page.toString();
  }

  private void write(Dependencies dependencies) {
    page.open("section", "id", "packages").element("h2", "Packages");
    if (dependencies.list() == null) {
      page.element("p", "This version was written before packages were listed.");
    } else {
      page.open("p")
          .text(
              "It is made of %d packages, %d of which it asks for itself, as these say: "
                  .formatted(dependencies.packages(), dependencies.direct()))
          .names(dependencies.files())
          .text(dependencies.complete() ? "." : ". Not all could be read.")
          .close("p");
      HtmlTable.of("Licences", "licence", "packages")
          .rows(
              dependencies.licences().entrySet().stream()
                  .sorted((one, other) -> other.getValue() - one.getValue())
                  .toList(),
              (row, each) -> row.code(each.getKey()).text(each.getValue().toString()))
          .into(page);
      names("Whose licence asks for something in return", dependencies.copyleft());
      names("Without a fixed version", dependencies.unpinned());
      names("That belong to the builder", dependencies.ofBuilder());
    }
    page.close("section").line();
  }

  private void names(String which, List<String> names) {
    if (!names.isEmpty()) {
      page.open("p").text(which + ": ").names(names).close("p");
    }
  }
}
