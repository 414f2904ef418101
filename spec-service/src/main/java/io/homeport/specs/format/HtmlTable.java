package io.homeport.specs.format;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/** A table with a heading of its own; without rows it is nothing at all. */
final class HtmlTable {

  private final String title;
  private final List<String> headings;
  private final List<Row> rows = new ArrayList<>();

  /** A row that is filled from the left. */
  static final class Row {
    private final Html cells = new Html();

    Row text(String text) {
      cells.element("td", text);
      return this;
    }

    Row code(String name) {
      cells.open("td");
      if (!name.isEmpty()) {
        cells.name(name);
      }
      cells.close("td");
      return this;
    }

    Row codes(Collection<String> names) {
      cells.open("td").names(names).close("td");
      return this;
    }
  }

  private HtmlTable(String title, List<String> headings) {
    this.title = title;
    this.headings = headings;
  }

  static HtmlTable of(String title, String... headings) {
    return new HtmlTable(title, List.of(headings));
  }

  <T> HtmlTable rows(Collection<T> all, BiConsumer<Row, T> fill) {
    for (T each : all) {
      var row = new Row();
      fill.accept(row, each);
      rows.add(row);
    }
    return this;
  }

  void into(Html page) {
    if (rows.isEmpty()) {
      return;
    }
    if (!title.isEmpty()) {
      page.element("h3", title);
    }
    page.open("div", "class", "wide").open("table").open("thead").open("tr");
    headings.forEach(each -> page.element("th", each, "scope", "col"));
    page.close("tr").close("thead").open("tbody");
    for (Row row : rows) {
      if (title.isEmpty()) {
        page.open("tr");
      } else {
        page.open("tr", "data-find", "");
      }
      page.markup(row.cells.toString()).close("tr").line();
    }
    page.close("tbody").close("table").close("div").line();
  }
}
