package io.homeport.deploy.environment;

import io.homeport.contracts.EnvironmentId;
import java.net.URI;
import java.util.Locale;

/**
 * Names that are made from an environment's.
 *
 * @param domain the domain that apps are under, with a port if it is not the standard one
 */
record Addresses(String domain) {
  private static final int LONGEST_APP = 40;
  private static final int SUFFIX = 6;

  /** The host of {@code shop} in {@code production}: {@code shop--production.apps.example.org}. */
  String host(String app, DnsLabel environment) {
    return label(app, LONGEST_APP) + "--" + environment + "." + domain.replaceFirst(":\\d+$", "");
  }

  /** The host when another organization has the plain one. */
  String hostApart(String app, DnsLabel environment, EnvironmentId id) {
    String apart = label(app, LONGEST_APP - SUFFIX - 1) + "-" + shortId(id).substring(0, SUFFIX);
    return host(apart, environment);
  }

  URI url(String host) {
    int port = domain.lastIndexOf(':');
    return URI.create("http://" + host + (port < 0 ? "" : domain.substring(port)) + "/");
  }

  /** The random end of the time-ordered id. */
  static String shortId(EnvironmentId id) {
    return id.toString().replace("-", "").substring(20);
  }

  static String database(EnvironmentId id) {
    return "app_" + shortId(id);
  }

  private static String label(String app, int longest) {
    String label =
        app.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return label.length() <= longest ? label : label.substring(0, longest).replaceAll("-+$", "");
  }
}
