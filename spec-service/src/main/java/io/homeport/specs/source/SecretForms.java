package io.homeport.specs.source;

import io.homeport.specs.source.CommittedSecrets.Weight;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The forms that issuers give their secrets. Each begins with fixed text, so that it is tried only
 * where that stands, and every quantifier has an upper bound.
 */
final class SecretForms {

  /** A private key's first line and what is read of its body, the longest that is looked at. */
  static final int LONGEST = 800;

  private SecretForms() {}

  /**
   * One form.
   *
   * @param start the text that it begins with
   * @param pattern the whole, matched where its start stands; the group “value” is what is judged
   *     to be a placeholder or not, the whole if there is none
   * @param named true if only the name or the place of the value tells what it is, not its form
   */
  record Form(
      String start, Pattern pattern, String kind, Weight weight, boolean named, boolean hasValue) {}

  static final List<Form> ALL =
      Stream.of(supabase(), payments(), code(), clouds(), models(), messages(), places(), named())
          .flatMap(List::stream)
          .toList();

  private static List<Form> supabase() {
    return List.of(
        form("sb_secret_", "[A-Za-z0-9_-]{16,100}", "Supabase secret key"),
        form("sbp_", "(?:oauth_|v0_)?[a-f0-9]{40}", "Supabase access token"),
        assigned("SUPABASE_JWT_SECRET", "[A-Za-z0-9+/=_-]{32,128}", "Supabase JWT secret"),
        assigned("GOTRUE_JWT_SECRET", "[A-Za-z0-9+/=_-]{32,128}", "Supabase JWT secret"));
  }

  private static List<Form> payments() {
    return List.of(
        form("sk_live_", "[A-Za-z0-9]{16,200}", "Stripe live secret key"),
        form("rk_live_", "[A-Za-z0-9]{16,200}", "Stripe live restricted key"),
        form("sk_test_", "[A-Za-z0-9]{16,200}", "Stripe test key", Weight.TEST),
        form("rk_test_", "[A-Za-z0-9]{16,200}", "Stripe test key", Weight.TEST),
        form("whsec_", "[A-Za-z0-9+/=]{24,100}", "webhook signing secret"),
        form("access_token$production$", "[0-9a-z]{16}\\$[0-9a-f]{32}", "PayPal access token"),
        assigned("PAYPAL_CLIENT_SECRET", "[A-Za-z0-9_-]{70,90}", "PayPal client secret"),
        assigned("PAYPAL_SECRET", "[A-Za-z0-9_-]{70,90}", "PayPal client secret"),
        form("EAAA", "(?<![A-Za-z0-9+/]EAAA)[A-Za-z0-9_-]{60}(?![A-Za-z0-9+/_-])", "Square token"),
        form("sq0atp-", "[A-Za-z0-9_-]{22}", "Square token"),
        form("sq0csp-", "[A-Za-z0-9_-]{43}", "Square application secret"),
        form("shpat_", "[a-fA-F0-9]{32}", "Shopify token"),
        form("shpca_", "[a-fA-F0-9]{32}", "Shopify token"),
        form("shppa_", "[a-fA-F0-9]{32}", "Shopify token"),
        form("shpss_", "[a-fA-F0-9]{32}", "Shopify shared secret"),
        form("rzp_live_", "[A-Za-z0-9]{14}\\W{1,40}[A-Za-z0-9]{24}", "Razorpay live key"));
  }

  private static List<Form> code() {
    return List.of(
        form("ghp_", "[A-Za-z0-9]{36}", "GitHub token"),
        form("gho_", "[A-Za-z0-9]{36}", "GitHub token"),
        form("ghu_", "[A-Za-z0-9]{36}", "GitHub token"),
        form("ghs_", "[A-Za-z0-9]{36}", "GitHub token"),
        form("ghr_", "[A-Za-z0-9]{36}", "GitHub token"),
        form("github_pat_", "[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", "GitHub fine-grained token"),
        form("glpat-", "[A-Za-z0-9_-]{20,60}", "GitLab token"),
        form("glptt-", "[a-f0-9]{40}", "GitLab trigger token"),
        form("gldt-", "[A-Za-z0-9_-]{20,60}", "GitLab deploy token"),
        form("glrt-", "[A-Za-z0-9_-]{20,60}", "GitLab runner token"),
        form("npm_", "[A-Za-z0-9]{36}", "npm token"),
        form("//registry.", "[a-z.]{3,40}/:_authToken=(?<value>[A-Za-z0-9_-]{20,80})", "npm token"),
        form("pypi-AgEI", "[A-Za-z0-9_-]{50,600}", "PyPI token"),
        form("dckr_pat_", "[A-Za-z0-9_-]{27}", "Docker token"),
        form("dckr_oat_", "[A-Za-z0-9_-]{32}", "Docker token"),
        form("vercel_blob_rw_", "[A-Za-z0-9_]{30,80}", "Vercel storage token"),
        assigned("VERCEL_TOKEN", "[A-Za-z0-9]{24}", "Vercel token"),
        form("vcp_", "[A-Za-z0-9]{50,80}", "Vercel token"),
        form("nfp_", "[A-Za-z0-9]{36,60}", "Netlify token"),
        assigned("NETLIFY_AUTH_TOKEN", "[A-Za-z0-9_-]{40,60}", "Netlify token"),
        form("lin_api_", "[A-Za-z0-9]{40}", "Linear key"),
        form("lin_oauth_", "[A-Za-z0-9]{40,64}", "Linear token"),
        form("ntn_", "[A-Za-z0-9]{40,60}", "Notion token"),
        form("secret_", "[A-Za-z0-9]{43}(?![A-Za-z0-9])", "Notion token"),
        form("figd_", "[A-Za-z0-9_-]{38,60}", "Figma token"),
        form("ops_eyJ", "[A-Za-z0-9+/=_-]{100,700}", "1Password service account token"),
        form("A3-", "[A-Z0-9]{6}-[A-Z0-9]{6,11}(?:-[A-Z0-9]{5}){3,4}", "1Password secret key"),
        form("glsa_", "[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}", "Grafana token"),
        form("glc_eyJ", "[A-Za-z0-9+/=]{40,400}", "Grafana Cloud token"));
  }

  private static List<Form> clouds() {
    return List.of(
        form("AKIA", "[0-9A-Z]{16}(?![0-9A-Za-z])", "AWS access key"),
        form("ASIA", "[0-9A-Z]{16}(?![0-9A-Za-z])", "AWS session key"),
        assigned("AWS_SECRET_ACCESS_KEY", "[A-Za-z0-9/+]{40}", "AWS secret key"),
        assigned("aws_secret_access_key", "[A-Za-z0-9/+]{40}", "AWS secret key"),
        assigned("secretAccessKey", "[A-Za-z0-9/+]{40}", "AWS secret key"),
        form("AIza", "[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])", "Google browser key", Weight.PUBLIC),
        form("GOCSPX-", "[A-Za-z0-9_-]{28}", "Google OAuth client secret"),
        form("AccountKey=", "(?<value>[A-Za-z0-9+/]{86}==)", "Azure storage key"),
        form("SharedAccessKey=", "(?<value>[A-Za-z0-9+/]{43}=)", "Azure shared access key"),
        form("hvs.", "[A-Za-z0-9_-]{90,200}", "HashiCorp Vault token"),
        form("hvb.", "[A-Za-z0-9_-]{90,300}", "HashiCorp Vault token"),
        form(
            ".atlasv1.",
            "(?<=[A-Za-z0-9]{14}\\.atlasv1\\.)[A-Za-z0-9_=-]{60,70}",
            "Terraform token"),
        assigned("CLOUDFLARE_API_TOKEN", "[A-Za-z0-9_-]{40}", "Cloudflare token"),
        assigned("CF_API_TOKEN", "[A-Za-z0-9_-]{40}", "Cloudflare token"),
        assigned("CLOUDFLARE_API_KEY", "[a-f0-9]{37}", "Cloudflare global key"),
        form("dop_v1_", "[a-f0-9]{64}", "DigitalOcean token"),
        form("HRKU-", "[A-Za-z0-9_-]{36,60}", "Heroku key"),
        form("napi_", "[a-z0-9]{40,80}", "Neon key"),
        form("pscale_tkn_", "[A-Za-z0-9_-]{32,64}", "PlanetScale token"));
  }

  private static List<Form> models() {
    return List.of(
        form("sk-proj-", "[A-Za-z0-9_-]{32,300}", "OpenAI key"),
        form("sk-svcacct-", "[A-Za-z0-9_-]{32,300}", "OpenAI key"),
        form("sk-admin-", "[A-Za-z0-9_-]{32,300}", "OpenAI administrator key"),
        form("sk-ant-", "[A-Za-z0-9_-]{32,200}", "Anthropic key"),
        form("sk-or-v1-", "[a-f0-9]{64}", "OpenRouter key"),
        form("sk-emergent-", "[A-Za-z0-9]{16,64}", "Emergent key"),
        form(
            "sk-",
            "(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_]{32,200}(?![A-Za-z0-9-])",
            "AI provider key"),
        form("hf_", "[A-Za-z]{34}(?![A-Za-z0-9])", "Hugging Face token"),
        form("gsk_", "[A-Za-z0-9]{52}", "Groq key"),
        form("pplx-", "[A-Za-z0-9]{48,56}", "Perplexity key"),
        form("xai-", "[A-Za-z0-9]{70,90}", "xAI key"),
        form("r8_", "[A-Za-z0-9]{37}", "Replicate token"));
  }

  private static List<Form> messages() {
    return List.of(
        form("re_", "[A-Za-z0-9]{8}_[A-Za-z0-9]{20,40}", "Resend key"),
        form("SG.", "[A-Za-z0-9_-]{20,24}\\.[A-Za-z0-9_-]{40,50}", "SendGrid key"),
        form("xoxb-", "[A-Za-z0-9-]{20,100}", "Slack token"),
        form("xoxp-", "[A-Za-z0-9-]{20,100}", "Slack token"),
        form("xoxa-", "[A-Za-z0-9-]{20,100}", "Slack token"),
        form("xoxr-", "[A-Za-z0-9-]{20,100}", "Slack token"),
        form("xoxs-", "[A-Za-z0-9-]{20,100}", "Slack token"),
        form("xapp-", "\\d-[A-Z0-9]{9,13}-\\d{10,14}-[a-f0-9]{60,70}", "Slack app token"),
        form(
            "https://hooks.slack.com/services/",
            "T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{20,28}",
            "Slack webhook"),
        form(
            "https://discord.com/api/webhooks/",
            "\\d{17,20}/[A-Za-z0-9_-]{60,70}",
            "Discord webhook"),
        // The number before the colon is the bot's; the secret always begins with AA.
        form(
            ":AA",
            "(?<=(?<!\\d)\\d{8,10}:AA)[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])",
            "Telegram bot token"),
        form("SK", "[0-9a-f]{32}(?![0-9A-Za-z])", "Twilio key"),
        assigned("TWILIO_AUTH_TOKEN", "[0-9a-f]{32}", "Twilio token"),
        assigned("TWILIO_API_SECRET", "[A-Za-z0-9]{32}", "Twilio secret"),
        form("key-", "[0-9a-f]{32}(?![0-9A-Za-z])", "Mailgun key"),
        assigned("MAILGUN_API_KEY", "[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}", "Mailgun key"),
        form("-us", "(?<=(?<![0-9A-Za-z])[0-9a-f]{32}-us)\\d{1,2}(?![0-9A-Za-z])", "Mailchimp key"),
        form("xkeysib-", "[a-f0-9]{64}-[A-Za-z0-9]{16}", "Brevo key"));
  }

  /** What lies in an address, and keys that say so in their first line. */
  private static List<Form> places() {
    return List.of(
        address("postgres://", "PostgreSQL address with password"),
        address("postgresql://", "PostgreSQL address with password"),
        address("mongodb://", "MongoDB address with password"),
        address("mongodb+srv://", "MongoDB address with password"),
        address("mysql://", "MySQL address with password"),
        address("redis://", "Redis address with password"),
        address("rediss://", "Redis address with password"),
        address("amqp://", "AMQP address with password"),
        address("amqps://", "AMQP address with password"),
        address("libsql://", "libSQL address with password"),
        address("http://", "address with password"),
        address("https://", "address with password"),
        form(
            "-----BEGIN ",
            "(?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----[\\s\\\\nr'\"+]{0,40}(?<value>[A-Za-z0-9+/=]{40})",
            "private key"),
        form(
            "-----BEGIN PGP ",
            "PRIVATE KEY BLOCK-----[\\s\\\\nr'\"+]{0,40}(?:[A-Z][a-z]{1,20}: [^\\n\\\\]{0,100}[\\s\\\\nr'\"+]{1,20}){0,4}(?<value>[A-Za-z0-9+/=]{40})",
            "private key"));
  }

  /** What only its name tells. */
  private static List<Form> named() {
    return List.of(
        assigned("VAPID_PRIVATE_KEY", "[A-Za-z0-9_-]{43}", "web push private key"),
        assigned("CLERK_SECRET_KEY", "[A-Za-z0-9_-]{40,80}", "Clerk secret key"),
        assigned("LOVABLE_API_KEY", "[A-Za-z0-9_.-]{24,200}", "Lovable key"));
  }

  private static Form form(String start, String rest, String kind) {
    return form(start, rest, kind, Weight.LIVE);
  }

  private static Form form(String start, String rest, String kind, Weight weight) {
    return new Form(
        start,
        Pattern.compile(Pattern.quote(start) + rest),
        kind,
        weight,
        false,
        rest.contains("(?<value>"));
  }

  /** {@code NAME=value}, {@code "NAME": "value"}, {@code NAME: 'value'}. */
  private static Form assigned(String name, String value, String kind) {
    return new Form(
        name,
        Pattern.compile(
            "%s[\"']?\\s{0,4}[:=]\\s{0,4}[\"'`]?(?<value>%s)(?![A-Za-z0-9])"
                .formatted(Pattern.quote(name), value)),
        kind,
        Weight.LIVE,
        true,
        true);
  }

  /** {@code scheme://user:password@host}; what stands for a variable is none. */
  private static Form address(String scheme, String kind) {
    return new Form(
        scheme,
        Pattern.compile(
            Pattern.quote(scheme)
                + "[^:/@\\s'\"`<>{}\\[$]{0,100}:(?<value>[^@/\\s'\"`\\[<{$*(]{4,200})@(?!localhost|127\\.|0\\.0\\.0\\.0|(?:db|postgres|redis|mongo|mongodb|mysql|rabbitmq|database|host|hostname|server)(?![\\w.-])|(?:[\\w-]{1,60}\\.){0,3}example\\.)[A-Za-z0-9\\[]"),
        kind,
        Weight.LIVE,
        true,
        true);
  }
}
