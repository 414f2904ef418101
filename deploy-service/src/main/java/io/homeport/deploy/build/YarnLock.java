package io.homeport.deploy.build;

import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes yarn's lockfile safe to install from. Version 1 fetches what {@code resolved} says, so all
 * addresses become those of our registry; later versions name packages only, and addresses where
 * they are not from the registry.
 */
final class YarnLock {
  private static final Pattern RESOLVED = Pattern.compile("^(\\s+)resolved \"?([^\"\\s]+)\"?$");
  private static final Pattern PACKAGE =
      Pattern.compile("/((?:@[^/]+/|%40[^/]+/)?[^/]+/-/[^/?#]+\\.tgz)(#[0-9a-f]+)?$");
  private static final Pattern RESOLUTION = Pattern.compile("^\\s+resolution: \"?([^\"]+)\"?$");
  private static final Pattern OWN_ARCHIVE = Pattern.compile("::__archiveUrl=[^:\"]*");
  private static final Pattern KNOWN =
      Pattern.compile(
          "(?:@[^/@]+/)?[^/@]+@(?:npm:\\d[^:#]*|npm:(?:@[^/@]+/)?[^/@:]+@\\d[^:#]*|workspace:.*|file:.*|portal:.*|link:.*"
              + "|patch:(?:@[^/@]+/)?[^/@]+@npm%3A[^:#]*#.*)(?:::.*)?");

  static CleanLock clean(String text, NpmSettings npm) {
    var findings = new CleanLock.Findings(npm);
    var lines = new ArrayList<String>();
    String name = "";
    for (String line : text.lines().toList()) {
      if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0))) {
        name = line.replaceFirst(":$", "").replace("\"", "");
      }
      lines.add(clean(name, line, npm, findings));
    }
    return findings.with(String.join("\n", lines) + "\n");
  }

  private static String clean(
      String name, String line, NpmSettings npm, CleanLock.Findings findings) {
    Matcher resolved = RESOLVED.matcher(line);
    if (resolved.matches()) {
      return resolved.group(1)
          + "resolved \""
          + ours(name, resolved.group(2), npm, findings)
          + "\"";
    }
    Matcher resolution = RESOLUTION.matcher(line);
    if (resolution.matches()) {
      String plain = OWN_ARCHIVE.matcher(resolution.group(1)).replaceAll("");
      if (!KNOWN.matcher(plain).matches()) {
        findings.foreign(name, plain.substring(plain.indexOf('@', 1) + 1));
      }
      return OWN_ARCHIVE.matcher(line).replaceAll("");
    }
    return line;
  }

  private static String ours(
      String name, String address, NpmSettings npm, CleanLock.Findings findings) {
    Matcher part = PACKAGE.matcher(address);
    if (!findings.isOfARegistry(name, address) || !part.find()) {
      return address;
    }
    String hash = part.group(2) == null ? "" : part.group(2);
    return npm.registry().toString().replaceFirst("/+$", "") + "/" + part.group(1) + hash;
  }

  private YarnLock() {}
}
