package io.homeport.specs.format;

/**
 * Builds HTML and SVG. Everything that is not a tag of ours is escaped; there are no attributes
 * that a browser would run.
 */
final class Html {

  private final StringBuilder out = new StringBuilder();

  /**
   * Opens an element.
   *
   * @param attributes names and values by turns
   */
  Html open(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      out.append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(escaped(attributes[i + 1]))
          .append('"');
    }
    out.append('>');
    return this;
  }

  Html close(String tag) {
    out.append("</").append(tag).append('>');
    return this;
  }

  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  Html text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** A name of the app, kept apart from the words around it. */
  Html name(String name) {
    return element("code", name);
  }

  /** Names of the app, or a dash for none. */
  Html names(Iterable<String> names) {
    String separator = "";
    for (String name : names) {
      text(separator).name(name);
      separator = ", ";
    }
    return separator.isEmpty() ? text("–") : this;
  }

  Html line() {
    out.append('\n');
    return this;
  }

  /** Content of our own that is markup already. */
  Html markup(String own) {
    out.append(own);
    return this;
  }

  static String escaped(String text) {
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#39;");
            default -> safe.appendCodePoint(isShown(c) ? c : ' ');
          }
        });
    return safe.toString();
  }

  /** What is no character, and what turns the direction of what follows, is not shown. */
  private static boolean isShown(int c) {
    boolean turns = c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
    return !turns && !surrogate && (c == '\n' || c == '\t' || !Character.isISOControl(c));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
