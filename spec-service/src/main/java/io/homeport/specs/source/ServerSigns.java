package io.homeport.specs.source;

import io.homeport.specs.source.Uses.CallerCheck;
import io.homeport.specs.source.Uses.Effect;
import io.homeport.specs.source.Uses.EffectKind;
import io.homeport.specs.source.Uses.Poll;
import io.homeport.specs.source.Uses.Port;
import io.homeport.specs.source.Uses.Request;
import io.homeport.specs.source.Uses.ServiceRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds calls that say how code behaves: who it lets in, what it does outside, how often. */
final class ServerSigns {

  private static final Set<String> ASKS_WHO =
      Set.of(
          "getUser",
          "getClaims",
          "getServerSession",
          "currentUser",
          "verifyToken",
          "jwtVerify",
          "isAuthenticated",
          "verifySession",
          "getSession",
          "verifyIdToken",
          "requireUser",
          "requireAuth",
          "getCurrentUser",
          "me",
          "getToken",
          "validateSession",
          "get_current_user",
          "verify_token",
          "validateRequest");
  private static final Set<String> VERIFIES_SIGNATURE =
      Set.of(
          "constructEvent",
          "constructEventAsync",
          "timingSafeEqual",
          "verifySignature",
          "verifyWebhook",
          "construct_event",
          "compare_digest");
  private static final Pattern MAIL =
      Pattern.compile(
          "send_?(?:e?mail|sms|message|push|invite|otp).*|(?:e?mails|messages)\\.(?:send|create)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PAYMENT =
      Pattern.compile(
          "(?:.*\\.)?(?:sessions|paymentIntents|charges|refunds|subscriptions|transfers|invoices)\\.create");
  private static final Pattern AI =
      Pattern.compile(
          "(?:.*\\.)?(?:completions|responses|images|messages)\\.(?:create|generate)|(?:.*\\.)?(?:generateText|streamText|generateObject|generateContent|generate_content|InvokeLLM|GenerateImage)");
  private static final Pattern ASKS =
      Pattern.compile(
          "(?:require|verify|check|assert|ensure|validate|authenticate|authorize|is)_?\\w{0,40}(?i:auth|user|admin|session|token|secret|cron|signature|role|caller|hmac|webhook)\\w{0,40}|authenticate\\w{0,40}|authorize\\w{0,40}");
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(?:x-)?(?:[a-z-]*-)?(?:authorization|signature|secret|api-?key|apikey|token)");
  private static final Pattern ADMIN =
      Pattern.compile("(?:.*\\.)?(?:supabaseAdmin|adminClient|supabaseService|serviceClient)");

  private static final Pattern LINK_TOKEN =
      Pattern.compile(
          "(?i)(?:\\w+\\.)*(?:\\w*_)?(?:token|secret|otp|nonce|key_?hash|api_?key)(?:_?hash)?");

  final List<CallerCheck> callerChecks = new ArrayList<>();
  final List<Effect> effects = new ArrayList<>();
  final List<Poll> polls = new ArrayList<>();
  final List<ServiceRole> serviceRoles = new ArrayList<>();
  final List<Request> requests = new ArrayList<>();
  final List<Port> ports = new ArrayList<>();

  /** A link that was sent to somebody carries a token, and rows are found by it. */
  static boolean looksUpToken(Node call) {
    return call.calledName().filter("eq"::equals).isPresent()
        && call.argument(0)
            .map(column -> column.literal().orElseGet(column::text))
            .filter(LINK_TOKEN.asMatchPredicate())
            .isPresent();
  }

  void read(ParsedFile file) {
    for (var call : file.calls()) {
      String name = call.calledName().orElse("");
      String callee =
          call.callee().map(Node::text).filter(text -> text.length() < 200).orElse(name);
      if (VERIFIES_SIGNATURE.contains(name)) {
        callerChecks.add(new CallerCheck("verifies signature", call.place()));
      } else if (ASKS_WHO.contains(name)
          || callee.equals("auth")
          || ASKS.matcher(name).matches() && !Passport.signsIn(call)
          || name.equals("verify") && callee.contains("jwt")
          || name.equals("decode") && callee.contains("jwt")) {
        callerChecks.add(new CallerCheck("verifies token", call.place()));
      } else if (looksUpToken(call)) {
        callerChecks.add(new CallerCheck("looks a token up", call.place()));
      } else if (isHeaders(call.callee().flatMap(Node::object))
          && call.argument(0)
              .flatMap(Node::literal)
              .filter(SECRET.asMatchPredicate())
              .isPresent()) {
        callerChecks.add(new CallerCheck("reads a header", call.place()));
      }
      effect(name, callee).ifPresent(kind -> effects.add(new Effect(kind, call.place())));
      if (callee.startsWith("setInterval") || callee.endsWith(".setInterval")) {
        polling(call);
      } else if (name.equals("from")
          && call.callee()
              .flatMap(Node::object)
              .map(Node::text)
              .filter(ADMIN.asMatchPredicate())
              .isPresent()) {
        serviceRoles.add(new ServiceRole(call.place()));
      } else if (name.equals("listen") || name.equals("run")) {
        port(call);
      }
    }
    for (var access : file.accesses()) {
      String key =
          access.property().or(() -> access.field("index").flatMap(Node::literal)).orElse("");
      if (SECRET.matcher(key).matches() && isHeaders(access.object())) {
        callerChecks.add(new CallerCheck("reads a header", access.place()));
      }
    }
    for (var pair : file.pairs()) {
      boolean interval =
          pair.field("key").map(Node::text).filter("refetchInterval"::equals).isPresent();
      if (interval && pair.field("value").map(Node::text).filter("false"::equals).isEmpty()) {
        polls.add(new Poll(pair.place()));
      }
    }
    if (file.source().contains("SERVICE_ROLE_KEY")) {
      file.accesses().stream()
          .filter(access ->
              access.property().filter(each -> each.endsWith("SERVICE_ROLE_KEY")).isPresent())
          .forEach(access -> serviceRoles.add(new ServiceRole(access.place())));
    }
    if (file.source().contains("/api/")) {
      file.all(CodeParser.Part.STRINGS).forEach(this::request);
    }
  }

  private static boolean isHeaders(Optional<Node> object) {
    return object
        .map(Node::text)
        .filter(text ->
            text.length() < 200
                && (text.endsWith("headers")
                    || text.endsWith("headers()")
                    || text.endsWith("req")
                    || text.endsWith("req.header")))
        .isPresent();
  }

  private static Optional<EffectKind> effect(String name, String callee) {
    String tail =
        callee.substring(
            Math.max(0, callee.lastIndexOf('.', Math.max(0, callee.lastIndexOf('.') - 1)) + 1));
    if (MAIL.matcher(name).matches() || MAIL.matcher(tail).matches() || name.equals("SendEmail")) {
      return Optional.of(EffectKind.MAIL);
    }
    if (PAYMENT.matcher(callee).matches()) {
      return Optional.of(EffectKind.PAYMENT);
    }
    return AI.matcher(callee).matches() ? Optional.of(EffectKind.AI) : Optional.empty();
  }

  /** An interval that fetches; one that only counts seconds is none. */
  private void polling(Node call) {
    String text = call.text();
    boolean asks =
        text.matches(
                "(?s).*(?:fetch|load|refetch|refresh|invalidate|\\.from\\(|entities\\.|axios|poll|sync).*")
            && text.length() < 4_000;
    if (asks) {
      polls.add(new Poll(call.place()));
    }
  }

  private void port(Node call) {
    var number = Pattern.compile("\\b(\\d{4,5})\\b");
    var candidates = new ArrayList<Node>();
    call.keyword("port").ifPresent(candidates::add);
    call.argument(0)
        .map(first -> first.is("object") ? Literals.value(first, "port").orElse(first) : first)
        .ifPresent(candidates::add);
    for (var candidate : candidates) {
      boolean shorthand = candidate.is("object") && candidate.keys().contains("port");
      var value = shorthand ? Constants.named("port", candidate) : Constants.of(candidate);
      var match = number.matcher(value.text());
      if (value.text().length() < 200 && match.find()) {
        ports.add(new Port(Integer.parseInt(match.group(1)), call.place()));
        return;
      }
    }
  }

  private void request(Node string) {
    String text = string.text();
    int at = text.indexOf("/api/");
    boolean imported = string.parent().filter(each -> each.is("import_statement")).isPresent();
    if (at >= 0 && text.length() < 300 && !imported) {
      String path =
          text.substring(at, text.length() - 1)
              .replaceAll("\\$\\{[^}]*\\}", ":x")
              .replaceAll("[?#`'\"].*", "");
      requests.add(new Request(path, string.place()));
    }
  }
}
