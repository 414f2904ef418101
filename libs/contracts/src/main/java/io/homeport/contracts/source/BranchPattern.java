package io.homeport.contracts.source;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Names of branches, such as {@code feature/*}.
 *
 * @param text in which {@code *} stands for any characters; 1 to 200 without blanks
 */
public record BranchPattern(@JsonValue String text) {
  private static final Pattern FORM = Pattern.compile("[^\\s\\p{Cntrl}]{1,200}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public BranchPattern {
    if (!isValid(text)) {
      throw new IllegalArgumentException("a branch has 1 to 200 characters, no blanks among them");
    }
  }

  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * Goes through both once, and back no further than to the last star: a pattern of customers must
   * not take longer the more stars it has.
   */
  public boolean matches(String name) {
    int at = 0;
    int star = -1;
    int afterStar = 0;
    int each = 0;
    while (each < name.length()) {
      if (at < text.length() && text.charAt(at) == '*') {
        star = at++;
        afterStar = each;
      } else if (at < text.length() && text.charAt(at) == name.charAt(each)) {
        at++;
        each++;
      } else if (star >= 0) {
        at = star + 1;
        each = ++afterStar;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == '*') {
      at++;
    }
    return at == text.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
