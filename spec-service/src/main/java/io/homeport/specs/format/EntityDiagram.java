package io.homeport.specs.format;

import io.homeport.specs.document.Domain;
import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Cardinality;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Relationship;
import io.homeport.specs.format.DiagramLayout.Arrow;
import io.homeport.specs.format.DiagramLayout.Box;
import io.homeport.specs.format.DiagramLayout.Placed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The entities and how they refer to each other, as SVG; each box leads to its entity. */
final class EntityDiagram {

  private static final int MOST_ROWS = 10;
  private static final int HEAD = 28;
  private static final int ROW = 18;
  private static final int CHARACTER = 7;
  private static final int MOST_CHARACTERS = 32;
  private static final int PADDING = 12;
  private static final int KEY_WIDTH = 24;
  private static final int MARGIN = 24;
  private static final int LEAST_BEND = 40;

  /** One line of a box. */
  private record Row(String key, String text) {}

  private final Domain domain;
  private final Function<String, String> anchor;
  private final Map<String, List<Row>> rows = new LinkedHashMap<>();
  private final Set<String> own;
  private final Html svg = new Html();

  private EntityDiagram(Domain domain, Function<String, String> anchor) {
    this.domain = domain;
    this.anchor = anchor;
    this.own = domain.entities().stream().map(Entity::name).collect(Collectors.toSet());
  }

  /**
   * @param anchor the id of the place that tells of the entity of this name
   */
  static String of(Domain domain, Function<String, String> anchor) {
    return new EntityDiagram(domain, anchor).draw();
  }

  private String draw() {
    domain.entities().forEach(each -> rows.put(each.name(), rows(each)));
    OutsideTables.of(domain)
        .forEach((name, columns) ->
            rows.put(name, columns.stream().map(each -> new Row("", each)).toList()));
    var boxes = rows.entrySet().stream().map(each -> box(each.getKey(), each.getValue())).toList();
    var arrows =
        domain.relationships().stream().map(each -> new Arrow(each.from(), each.to())).toList();
    var placed = DiagramLayout.of(boxes, arrows);
    int width = placed.values().stream().mapToInt(Placed::right).max().orElse(0) + 2 * MARGIN;
    int height = placed.values().stream().mapToInt(Placed::bottom).max().orElse(0) + 2 * MARGIN;
    svg.open(
        "svg",
        "viewBox",
        "%d %d %d %d".formatted(-MARGIN, -MARGIN, width, height),
        "width",
        "" + width,
        "height",
        "" + height,
        "role",
        "group",
        "aria-label",
        "Entities and how they refer to each other");
    domain.relationships().forEach(each -> relationship(each, placed));
    placed.values().forEach(this::entity);
    return svg.close("svg").toString();
  }

  /** Those that identify and relate stand first; of many others only some are shown. */
  private List<Row> rows(Entity entity) {
    var foreign =
        domain.relationships().stream()
            .filter(each -> each.from().equals(entity.name()))
            .flatMap(each -> each.fromAttributes().stream())
            .collect(Collectors.toSet());
    var keys = new ArrayList<Row>();
    var others = new ArrayList<Row>();
    for (Attribute attribute : entity.attributes()) {
      String key =
          Stream.of(
                  entity.identifier().contains(attribute.name()) ? "PK" : "",
                  foreign.contains(attribute.name()) ? "FK" : "")
              .filter(each -> !each.isEmpty())
              .findFirst()
              .orElse("");
      (key.isEmpty() ? others : keys).add(new Row(key, attribute.name()));
    }
    var all = Stream.concat(keys.stream(), others.stream()).toList();
    if (all.size() <= MOST_ROWS) {
      return all;
    }
    int shown = Math.max(keys.size(), MOST_ROWS - 1);
    return Stream.concat(
            all.stream().limit(shown),
            all.size() == shown
                ? Stream.empty()
                : Stream.of(new Row("", "… %d more".formatted(all.size() - shown))))
        .toList();
  }

  private static Box box(String name, List<Row> rows) {
    int characters =
        Stream.concat(Stream.of(name), rows.stream().map(Row::text))
            .mapToInt(each -> Math.min(each.length(), MOST_CHARACTERS))
            .max()
            .orElse(0);
    return new Box(
        name, characters * CHARACTER + KEY_WIDTH + 2 * PADDING, HEAD + rows.size() * ROW + 6);
  }

  private void entity(Placed placed) {
    String name = placed.box().name();
    boolean isOwn = own.contains(name);
    if (isOwn) {
      svg.open("a", "href", "#" + anchor.apply(name), "class", "entity");
    } else {
      svg.open("g", "class", "entity outside");
    }
    svg.element("title", isOwn ? name : name + ", not made by the app");
    svg.open(
            "rect",
            "x",
            "" + placed.x(),
            "y",
            "" + placed.y(),
            "width",
            "" + placed.box().width(),
            "height",
            "" + placed.box().height(),
            "rx",
            "6")
        .close("rect");
    svg.open(
            "path",
            "class",
            "head",
            "d",
            "M%d %dh%d".formatted(placed.x(), placed.y() + HEAD, placed.box().width()))
        .close("path");
    label(shortened(name), placed.x() + PADDING, placed.y() + 19, "name");
    int y = placed.y() + HEAD + 15;
    for (var row : rows.getOrDefault(name, List.of())) {
      label(row.key(), placed.x() + PADDING, y, "key");
      label(shortened(row.text()), placed.x() + PADDING + KEY_WIDTH, y, "attribute");
      y += ROW;
    }
    svg.close(isOwn ? "a" : "g").line();
  }

  private void label(String text, int x, int y, String kind) {
    if (!text.isEmpty()) {
      svg.element("text", text, "x", "" + x, "y", "" + y, "class", kind);
    }
  }

  private void relationship(Relationship each, Map<String, Placed> placed) {
    var from = placed.get(each.from());
    var to = placed.get(each.to());
    if (from == null || to == null) {
      return;
    }
    int fromY = rowAt(from, each.fromAttributes());
    int toY = rowAt(to, each.toAttributes());
    boolean leftwards = to.right() < from.x();
    boolean rightwards = from.right() < to.x();
    int fromX = rightwards || !leftwards ? from.right() : from.x();
    int toX = rightwards ? to.x() : to.right();
    int bend = Math.max(LEAST_BEND, Math.abs(fromX - toX) / 2);
    int fromBend = fromX == from.x() && leftwards ? fromX - bend : fromX + bend;
    int toBend = rightwards ? toX - bend : toX + bend;
    if (!leftwards && !rightwards) {
      fromBend = Math.max(fromX, toX) + LEAST_BEND;
      toBend = fromBend;
    }
    int side = leftwards ? -1 : 1;
    svg.open("g", "class", own.contains(each.to()) ? "relationship" : "relationship outside");
    svg.element(
        "title",
        "%s.%s refers to %s"
            .formatted(each.from(), String.join(", ", each.fromAttributes()), each.to()));
    svg.open(
            "path",
            "d",
            "M%d %dC%d %d %d %d %d %d"
                .formatted(fromX, fromY, fromBend, fromY, toBend, toY, toX, toY))
        .close("path");
    svg.open(
            "path",
            "d",
            each.cardinality() == Cardinality.MANY_TO_ONE
                ? crowFoot(fromX, fromY, side)
                : bar(fromX + side * 8, fromY))
        .close("path");
    svg.open("path", "d", bar(toX + (rightwards ? -8 : 8), toY)).close("path");
    svg.close("g").line();
  }

  private static String crowFoot(int x, int y, int side) {
    return "M%d %dL%d %dL%d %d".formatted(x, y - 6, x + side * 10, y, x, y + 6);
  }

  private static String bar(int x, int y) {
    return "M%d %dv12".formatted(x, y - 6);
  }

  private int rowAt(Placed placed, List<String> attributes) {
    var shown = rows.getOrDefault(placed.box().name(), List.of());
    for (int i = 0; i < shown.size(); i++) {
      if (attributes.contains(shown.get(i).text())) {
        return placed.y() + HEAD + i * ROW + ROW / 2 + 2;
      }
    }
    return placed.y() + HEAD / 2;
  }

  private static String shortened(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
  }
}
