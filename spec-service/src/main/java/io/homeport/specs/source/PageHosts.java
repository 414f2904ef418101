package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.Uses.HostRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds the hosts in pages, styles and the configuration of servers, which are no code. */
final class PageHosts {

  private static final Pattern PAGE =
      Pattern.compile(
          "(?:.*/)?(?:index|app|404)\\.html|(?:.*/)?(?:public|static|templates)/.*\\.html");
  private static final Pattern STYLE = Pattern.compile(".*\\.(?:css|scss|less)");
  private static final Pattern CONFIGURATION =
      Pattern.compile("(?:.*/)?application[^/]*\\.(?:properties|ya?ml)");

  private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->|/\\*.*?\\*/");
  private static final Pattern TAG =
      Pattern.compile(
          "(?is)<([a-z]+)\\b[^>]*?\\s(src|href|srcset|data)\\s*=\\s*[\"']?(?:https?:)?//([^\"'\\s>]+)[^>]*>");
  private static final Pattern LOADS =
      Pattern.compile(
          "(?is).*\\brel\\s*=\\s*[\"']?[^\"'>]*(?:stylesheet|preconnect|preload|dns-prefetch|icon|manifest).*");
  private static final Pattern IN_STYLE =
      Pattern.compile("(?i)(?:url\\(|@import)\\s*[\"']?(?:https?:)?//([^\"'\\s)]+)");
  private static final Pattern IN_SCRIPT =
      Pattern.compile("(?i)\\bfetch\\(\\s*[\"'`]https?://([^\"'`\\s]+)");
  private static final Pattern SETTING =
      Pattern.compile(
          "(?im)^(?!\\s*[#!])[^=:\\n]*[=:]\\s*[\"']?(?:\\$\\{\\w+:)?(?:jdbc:)?(?:[a-z+]+)://([^\\s\"']+)"
              + "|^(?!\\s*[#!])(?:[\\w.-]*\\.)?\\s*host\\s*[=:]\\s*[\"']?(?:\\$\\{\\w+:)?([^\\s\"'}]+)");

  private PageHosts() {}

  static List<Uses.Host> of(String path, String text) {
    var hosts = new ArrayList<Uses.Host>();
    if (PAGE.matcher(path).matches()) {
      String shown = withoutComments(text);
      find(TAG, path, shown, PageHosts::roleOf, 3, hosts);
      find(IN_STYLE, path, shown, _ -> HostRole.MEDIA, 1, hosts);
      find(IN_SCRIPT, path, shown, _ -> HostRole.CALL, 1, hosts);
    } else if (STYLE.matcher(path).matches()) {
      find(IN_STYLE, path, withoutComments(text), _ -> HostRole.MEDIA, 1, hosts);
    } else if (CONFIGURATION.matcher(path).matches()) {
      find(SETTING, path, text, _ -> HostRole.CALL, 0, hosts);
    }
    return hosts;
  }

  private static HostRole roleOf(MatchResult tag) {
    return switch (tag.group(1).toLowerCase(Locale.ROOT)) {
      case "script" -> HostRole.IMPORT;
      case "link" -> LOADS.matcher(tag.group()).matches() ? HostRole.MEDIA : HostRole.LINK;
      case "a", "area", "base" -> HostRole.LINK;
      default -> HostRole.MEDIA;
    };
  }

  private static void find(
      Pattern wanted,
      String path,
      String text,
      Function<MatchResult, HostRole> role,
      int group,
      List<Uses.Host> hosts) {
    var lines = new LineCounter(text);
    wanted
        .matcher(new BoundedText(text))
        .results()
        .forEach(match -> {
          String address =
              group > 0
                  ? match.group(group)
                  : match.group(1) == null ? match.group(2) : match.group(1);
          String name = ExternalHosts.hostOf(address);
          if (ExternalHosts.isExternal(name)) {
            hosts.add(
                new Uses.Host(name, role.apply(match), new Place(path, lines.at(match.start()))));
          }
        });
  }

  /** Of the same length, so that lines stay what they are. */
  private static String withoutComments(String text) {
    return COMMENT
        .matcher(new BoundedText(text))
        .replaceAll(match -> match.group().replaceAll("[^\\n]", " "));
  }
}
