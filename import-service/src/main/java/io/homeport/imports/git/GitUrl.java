package io.homeport.imports.git;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Git repository that may be cloned. Only https and ssh, since other transports
 * reach files and programs of this machine; plain http where private addresses are allowed.
 *
 * @param text as git takes it; of ssh also the short form {@code git@host:path}, whose path may be
 *     meant from another folder than that of {@code ssh://git@host/path}
 * @param port also where the address leaves it out
 */
public record GitUrl(String text, Transport transport, String host, int port) {

  /** How a repository is reached. */
  public enum Transport {
    HTTPS(443),
    HTTP(80),
    SSH(22);

    private final int port;

    Transport(int port) {
      this.port = port;
    }

    /** The port where an address says none. */
    public int port() {
      return port;
    }

    /** As git calls it. */
    String scheme() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

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

  /** The greatest number of a port. */
  public static final int MOST_PORT = 65_535;

  private static final int MOST_CHARACTERS = 500;

  /** No hyphen in front, which programs would take for an option. */
  private static final String HOST = "[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";

  private static final String USER = "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}";
  private static final String PATH = "[A-Za-z0-9._~/+][A-Za-z0-9._~/+@-]*";
  private static final Pattern HOST_NAME = Pattern.compile(HOST);
  private static final Pattern SHORT =
      Pattern.compile("(?<user>" + USER + ")@(?<host>" + HOST + "):(?<path>" + PATH + ")");
  private static final Pattern SSH_PATH = Pattern.compile("/" + PATH);
  private static final Pattern SSH_USER = Pattern.compile(USER);

  /**
   * Reads an address.
   *
   * @throws Refused with what is wrong, fit to follow the name of the field
   */
  public static GitUrl parse(String text, boolean privateAllowed) throws Refused {
    if (text.length() > MOST_CHARACTERS) {
      throw new Refused("is longer than " + MOST_CHARACTERS + " characters");
    }
    Matcher shortForm = SHORT.matcher(text.strip());
    if (shortForm.matches()) {
      return new GitUrl(text.strip(), Transport.SSH, shortForm.group("host"), Transport.SSH.port());
    }
    URI uri = uri(text);
    GitUrl url = of(uri, transport(uri, privateAllowed));
    if (uri.getRawFragment() != null || uri.getRawQuery() != null) {
      throw new Refused(
          "must have no query and no fragment; a folder of the repository is named by path");
    }
    return url;
  }

  /** Whether a text can be the host of an address. */
  public static boolean isHost(String text) {
    return HOST_NAME.matcher(text).matches();
  }

  public boolean isSsh() {
    return transport == Transport.SSH;
  }

  private static Transport transport(URI uri, boolean privateAllowed) throws Refused {
    String scheme = uri.getScheme();
    if ("https".equals(scheme)) {
      return Transport.HTTPS;
    }
    if ("ssh".equals(scheme)) {
      return Transport.SSH;
    }
    if (privateAllowed && "http".equals(scheme)) {
      return Transport.HTTP;
    }
    throw new Refused("must begin with https:// or ssh://, or be as in git@github.com:owner/name");
  }

  private static GitUrl of(URI uri, Transport transport) throws Refused {
    if (uri.getHost() == null || uri.getRawPath() == null || uri.getRawPath().length() < 2) {
      throw new Refused("must name a host and a repository, as in https://github.com/owner/name");
    }
    switch (transport) {
      case HTTPS, HTTP -> {
        if (uri.getRawUserInfo() != null) {
          throw new Refused(
              "must not contain a user or a password; keep a token for the app, or use ssh with a deploy key");
        }
      }
      case SSH -> requireSsh(uri);
    }
    int port = uri.getPort() < 0 ? transport.port() : uri.getPort();
    if (port < 1 || port > MOST_PORT) {
      throw new Refused("must have a port between 1 and " + MOST_PORT);
    }
    return new GitUrl(uri.toString(), transport, uri.getHost(), port);
  }

  /** What a shell on the other side, and the programs on this one, read as nothing but a name. */
  private static void requireSsh(URI uri) throws Refused {
    String user = uri.getRawUserInfo();
    if (user == null) {
      throw new Refused("must say the user, mostly git, as in ssh://git@github.com/owner/name");
    }
    if (!SSH_USER.matcher(user).matches()) {
      throw new Refused("must have a user of letters, digits, dots and hyphens, and no password");
    }
    if (!isHost(uri.getHost())) {
      throw new Refused("must name a host of letters, digits, dots and hyphens");
    }
    if (!SSH_PATH.matcher(uri.getRawPath()).matches()) {
      throw new Refused(
          "must have a path of letters, digits and . _ ~ / + @ - that begins with no hyphen");
    }
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
    return text;
  }
}
