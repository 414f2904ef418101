package io.homeport.specs.document;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Builds Markdown. What comes from the app cannot become markup of its own: names are code, text in
 * tables is escaped.
 */
final class Markdown {

  private static final int MOST_EVIDENCE = 3;

  private final StringBuilder text = new StringBuilder();

  Markdown heading(int level, String title) {
    text.append("#".repeat(level)).append(' ').append(escaped(title)).append("\n\n");
    return this;
  }

  Markdown paragraph(String sentence) {
    text.append(sentence).append("\n\n");
    return this;
  }

  Markdown bullet(String line) {
    text.append("- ").append(line).append('\n');
    return this;
  }

  /** A bullet that belongs to the bullet before it. */
  Markdown nestedBullet(String line) {
    text.append("  - ").append(line).append('\n');
    return this;
  }

  /** The end of a list. */
  Markdown end() {
    text.append('\n');
    return this;
  }

  Markdown block(String language, String content) {
    text.append("```").append(language).append('\n').append(content).append("```\n\n");
    return this;
  }

  /** A sentence that belongs to the bullet before it. */
  Markdown continued(String sentence) {
    text.append("\n  ").append(sentence).append('\n');
    return this;
  }

  /** A block that belongs to the bullet before it. */
  Markdown nestedBlock(String language, String content) {
    text.append("\n  ```").append(language).append('\n');
    content
        .replace("```", "'''")
        .lines()
        .forEach(line -> text.append("  ").append(line).append('\n'));
    text.append("  ```\n\n");
    return this;
  }

  Markdown table(List<String> headings, Collection<List<String>> rows) {
    if (rows.isEmpty()) {
      return paragraph("None.");
    }
    row(headings);
    row(headings.stream().map(heading -> "---").toList());
    rows.forEach(this::row);
    return end();
  }

  private void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** A name or an expression of the app. */
  static String code(String name) {
    String line = name.replaceAll("\\s+", " ").replace('`', '\'').replace("|", "\\|");
    return line.isBlank() ? "–" : "`" + line + "`";
  }

  static String codes(Collection<String> names) {
    return names.isEmpty()
        ? "–"
        : names.stream().map(Markdown::code).collect(Collectors.joining(", "));
  }

  /** Text of ours or of the app, for a sentence or a cell. */
  static String escaped(String sentence) {
    return sentence
        .replaceAll("\\s+", " ")
        .replace("\\", "\\\\")
        .replace("<", "&lt;")
        .replace("|", "\\|")
        .replace("`", "'")
        .replace("[", "\\[");
  }

  /** Where something can be looked up; a trial is shown as a block of its own. */
  static String evidence(List<Evidence> all) {
    var evidence = all.stream().filter(each -> each.kind() != Evidence.Kind.TRIAL).toList();
    if (evidence.isEmpty()) {
      return "–";
    }
    String shown =
        evidence.stream()
            .limit(MOST_EVIDENCE)
            .map(each -> code(each.toString()))
            .collect(Collectors.joining(", "));
    int more = evidence.size() - MOST_EVIDENCE;
    return more > 0 ? shown + " and %d more".formatted(more) : shown;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String count(int number, String one, String many) {
    return number == 1 ? "1 " + one : number + " " + many;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
