package io.homeport.specs.drafting;

import java.util.List;
import java.util.Map;

/** Which service a host belongs to, as far as its name tells. */
final class KnownHosts {

  private static final List<Map.Entry<String, String>> SERVICES =
      List.of(
          Map.entry("supabase.co", "Supabase"),
          Map.entry("supabase.in", "Supabase"),
          Map.entry("ai.gateway.lovable.dev", "Lovable AI gateway"),
          Map.entry("connector-gateway.lovable.dev", "Lovable connectors"),
          Map.entry("lovable.dev", "Lovable"),
          Map.entry("lovable.app", "Lovable"),
          Map.entry("base44.com", "Base44"),
          Map.entry("emergentagent.com", "Emergent"),
          Map.entry("api.resend.com", "Resend"),
          Map.entry("stripe.com", "Stripe"),
          Map.entry("api.openai.com", "OpenAI"),
          Map.entry("api.anthropic.com", "Anthropic"),
          Map.entry("generativelanguage.googleapis.com", "Google Gemini"),
          Map.entry("maps.googleapis.com", "Google Maps"),
          Map.entry("googleapis.com", "Google"),
          Map.entry("api.sendgrid.com", "SendGrid"),
          Map.entry("twilio.com", "Twilio"),
          Map.entry("discord.com", "Discord"),
          Map.entry("slack.com", "Slack"),
          Map.entry("api.telegram.org", "Telegram"),
          Map.entry("graph.facebook.com", "Meta"),
          Map.entry("mapbox.com", "Mapbox"),
          Map.entry("openstreetmap.org", "OpenStreetMap"),
          Map.entry("unsplash.com", "Unsplash"));
  private static final List<String> BUILDERS =
      List.of(
          "lovable.dev", "lovable.app", "base44.com", "emergentagent.com", "bolt.new", "v0.dev");

  private KnownHosts() {}

  /** The service's name; the host itself when it is not known. */
  static String serviceOf(String host) {
    return SERVICES.stream()
        .filter(each -> belongs(host, each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(host);
  }

  /** True for what the app's builder runs: it ends when the app leaves. */
  static boolean isBuilders(String host) {
    return BUILDERS.stream().anyMatch(domain -> belongs(host, domain));
  }

  private static boolean belongs(String host, String domain) {
    return host.equals(domain) || host.endsWith("." + domain);
  }
}
