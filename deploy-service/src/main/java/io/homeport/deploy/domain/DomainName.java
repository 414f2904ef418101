package io.homeport.deploy.domain;

import com.google.common.net.InternetDomainName;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name that a customer may have for an app, in ASCII and lower case.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5891">RFC 5891, names in other letters</a>
 */
public record DomainName(String text) {

  private static final int LONGEST = 253;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /** Names that nobody can own. */
  private static final Set<String> NOBODYS =
      Set.of("localhost", "local", "internal", "invalid", "onion", "arpa", "home", "lan");

  /** Why a text is no such name. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /**
   * Reads what a person wrote.
   *
   * @param platform hosts that are Homeport's own, and so is everything under them
   * @throws Refused with the end of a sentence that begins with the field's name
   */
  static DomainName parse(@Nullable String written, List<String> platform) throws Refused {
    String ascii = ascii(written == null ? "" : written.strip());
    List<String> labels = List.of(ascii.split("\\.", -1));
    if (ascii.length() > LONGEST || !labels.stream().allMatch(LABEL.asMatchPredicate())) {
      throw new Refused("must be a host name such as shop.example.org");
    }
    String last = labels.getLast();
    if (labels.size() < 2 || last.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new Refused("must be a whole name such as shop.example.org, and no address");
    }
    if (NOBODYS.contains(last)) {
      throw new Refused("ends in ." + last + ", where no certificate authority gives certificates");
    }
    if (platform.stream().anyMatch(own -> ascii.equals(own) || ascii.endsWith("." + own))) {
      throw new Refused("is one of Homeport's own names; every environment has one already");
    }
    if (isPublicSuffix(ascii)) {
      throw new Refused("is a name under which everybody registers theirs; it needs one part more");
    }
    return new DomainName(ascii);
  }

  private static String ascii(String written) throws Refused {
    String bare = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
    if (bare.startsWith("*")) {
      throw new Refused("must not be a wildcard: add each name by itself");
    }
    if (bare.contains("/") || bare.contains(":")) {
      throw new Refused("must be the bare name, without https:// and without a port");
    }
    try {
      return IDN.toASCII(bare, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new Refused("must be a host name such as shop.example.org");
    }
  }

  private static boolean isPublicSuffix(String ascii) {
    try {
      return InternetDomainName.from(ascii).isPublicSuffix();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** As people read it. */
  String inLetters() {
    return IDN.toUnicode(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
