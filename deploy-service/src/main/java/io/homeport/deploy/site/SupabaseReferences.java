package io.homeport.deploy.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text says of the hosted project that an app was built with.
 *
 * @param projects references such as {@code abcdefghijklmnopqrst}, the first label of the project's
 *     host
 * @param publicKeys anon JWTs and publishable keys: meant to be public
 * @param serviceKeys how many JWTs with the role service_role there are; they open everything
 */
public record SupabaseReferences(Set<String> projects, Set<String> publicKeys, int serviceKeys) {

  static final Pattern HOST =
      Pattern.compile("(?<![a-z0-9-])([a-z0-9]{16,40})\\.supabase\\.(?:co|in)\\b");
  static final Pattern JWT =
      Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.(eyJ[A-Za-z0-9_-]{8,})\\.[A-Za-z0-9_-]{16,}");
  static final Pattern PUBLISHABLE = Pattern.compile("\\bsb_publishable_[A-Za-z0-9_-]{10,}");

  private static final ObjectMapper JSON = new ObjectMapper();

  public SupabaseReferences {
    projects = Set.copyOf(projects);
    publicKeys = Set.copyOf(publicKeys);
  }

  public static SupabaseReferences none() {
    return new SupabaseReferences(Set.of(), Set.of(), 0);
  }

  public static SupabaseReferences in(String text) {
    var projects = new TreeSet<String>();
    var keys = new TreeSet<String>();
    int service = 0;
    for (Matcher host = HOST.matcher(text); host.find(); ) {
      projects.add(host.group(1));
    }
    for (Matcher jwt = JWT.matcher(text); jwt.find(); ) {
      switch (roleOf(jwt.group(1))) {
        case "anon" -> keys.add(jwt.group());
        case "service_role" -> service++;
        default -> {}
      }
    }
    for (Matcher key = PUBLISHABLE.matcher(text); key.find(); ) {
      keys.add(key.group());
    }
    return new SupabaseReferences(projects, keys, service);
  }

  /** The service keys themselves, so that they can be kept out of logs. */
  public static List<String> serviceKeysIn(String text) {
    return JWT.matcher(text)
        .results()
        .filter(jwt -> roleOf(jwt.group(1)).equals("service_role"))
        .map(MatchResult::group)
        .distinct()
        .toList();
  }

  public SupabaseReferences and(SupabaseReferences other) {
    var allProjects = new TreeSet<>(projects);
    allProjects.addAll(other.projects);
    var allKeys = new TreeSet<>(publicKeys);
    allKeys.addAll(other.publicKeys);
    return new SupabaseReferences(allProjects, allKeys, serviceKeys + other.serviceKeys);
  }

  private static String roleOf(String claims) {
    try {
      JsonNode json = JSON.readTree(Base64.getUrlDecoder().decode(claims));
      return json.path("role").asText("");
    } catch (IOException | IllegalArgumentException noJwt) {
      return "";
    }
  }
}
