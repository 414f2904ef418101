package io.homeport.deploy.build;

import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes pnpm's lockfile safe to install from. pnpm writes one line for each package's source, such
 * as {@code resolution: {integrity: sha512-…, tarball: https://…}}.
 */
final class PnpmLock {
  private static final Pattern RESOLUTION = Pattern.compile("^\\s+resolution:\\s*(.*)$");
  private static final Pattern TARBALL =
      Pattern.compile(",?\\s*tarball:\\s*['\"]?([^,'\"}\\s]+)['\"]?");
  private static final Pattern PLAIN = Pattern.compile("\\{\\s*,?\\s*integrity:\\s*[^,{}]+}");
  private static final Pattern OF_THE_SOURCE = Pattern.compile("\\{.*\\btype: directory\\b.*}");

  static CleanLock clean(String text, NpmSettings npm) {
    var findings = new CleanLock.Findings(npm);
    var lines = new ArrayList<String>();
    String name = "";
    for (String line : text.lines().toList()) {
      Matcher resolution = RESOLUTION.matcher(line);
      if (resolution.matches()) {
        lines.add(clean(name, line, resolution.group(1), findings));
      } else {
        lines.add(line);
        name = line.strip();
      }
    }
    return findings.with(String.join("\n", lines) + "\n");
  }

  private static String clean(String key, String line, String source, CleanLock.Findings findings) {
    String name = key.replaceFirst(":$", "").replace("'", "");
    if (OF_THE_SOURCE.matcher(source).matches()) {
      return line;
    }
    Matcher tarball = TARBALL.matcher(source);
    if (tarball.find()) {
      String rest = tarball.replaceFirst("");
      if (!PLAIN.matcher(rest).matches()) {
        findings.foreign(name, tarball.group(1));
      } else if (findings.isOfARegistry(name, tarball.group(1))) {
        return TARBALL.matcher(line).replaceFirst("");
      }
    } else if (!PLAIN.matcher(source).matches()) {
      findings.foreign(name, source);
    }
    return line;
  }

  private PnpmLock() {}
}
