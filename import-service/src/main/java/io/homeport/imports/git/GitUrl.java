package io.homeport.imports.git;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Git repository that may be cloned. Only https, since other transports reach
 * files and programs of this machine; plain http where private addresses are allowed.
 */
public record GitUrl(URI uri) {

  /** Says why a text is no such address. */
  public static final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final String why;

    Refused(String why) {
      super(why);
      this.why = why;
    }

    /** What is wrong, fit to follow the name of the field. */
    public String why() {
      return why;
    }
  }

  private static final int MOST_CHARACTERS = 500;
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /**
   * Reads an address.
   *
   * @throws Refused with what is wrong, fit to follow the name of the field
   */
  public static GitUrl parse(String text, boolean privateAllowed) throws Refused {
    if (text.length() > MOST_CHARACTERS) {
      throw new Refused("is longer than " + MOST_CHARACTERS + " characters");
    }
    URI uri = uri(text);
    String scheme = uri.getScheme();
    if (!"https".equals(scheme) && !(privateAllowed && "http".equals(scheme))) {
      throw new Refused("must begin with https://");
    }
    if (uri.getHost() == null || uri.getRawPath() == null || uri.getRawPath().length() < 2) {
      throw new Refused("must name a host and a repository, as in https://github.com/owner/name");
    }
    if (uri.getRawUserInfo() != null) {
      throw new Refused("must not contain a user or a password; use a deploy key or an upload");
    }
    if (uri.getRawFragment() != null || uri.getRawQuery() != null) {
      throw new Refused(
          "must have no query and no fragment; a folder of the repository is named by path");
    }
    return new GitUrl(uri);
  }

  public String host() {
    return uri.getHost();
  }

  /** The port, also where the address leaves it out. */
  public int port() {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "http".equals(uri.getScheme()) ? HTTP_PORT : HTTPS_PORT;
  }

  private static URI uri(@Nullable String text) throws Refused {
    try {
      return new URI(text == null ? "" : text.strip());
    } catch (URISyntaxException e) {
      throw new Refused("is no valid URL");
    }
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
