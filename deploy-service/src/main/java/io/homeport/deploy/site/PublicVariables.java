package io.homeport.deploy.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names by which apps find their Supabase project: what each framework hands to browsers. */
public final class PublicVariables {
  private static final List<String> PREFIXES =
      List.of("VITE_", "NEXT_PUBLIC_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "PUBLIC_");

  /**
   * @param url where the project is
   * @param project its reference
   * @param key a public one
   * @return name → value, for every framework; the caller's own
   */
  public static Map<String, String> of(String url, String project, String key) {
    var variables = new LinkedHashMap<String, String>();
    for (String prefix : PREFIXES) {
      variables.put(prefix + "SUPABASE_URL", url);
      variables.put(prefix + "SUPABASE_PROJECT_ID", project);
      variables.put(prefix + "SUPABASE_ANON_KEY", key);
      variables.put(prefix + "SUPABASE_PUBLISHABLE_KEY", key);
      variables.put(prefix + "SUPABASE_PUBLISHABLE_DEFAULT_KEY", key);
    }
    return variables;
  }

  private PublicVariables() {}
}
