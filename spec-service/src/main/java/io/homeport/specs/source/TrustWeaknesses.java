package io.homeport.specs.source;

import io.homeport.specs.source.Flow.Origin;
import io.homeport.specs.source.Weakness.Kind;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Weaknesses of what is believed: certificates, tokens, hashes, origins, events. Names decide what
 * a value is for; what is verified in another file is not seen here.
 */
final class TrustWeaknesses {

  private static final Pattern GUESSABLE =
      Pattern.compile(
          "(?i)(?:.*_)?(?:otp|token|secret|password|passwd|nonce|pin)(?:_?(?:code|value|hash))?|.*(?:[a-z]|_)(?:Token|Otp|OTP|Secret|Password|Nonce)|(?:api|access|invite|reset|verification|login|auth|session|backup|recovery)_?(?:key|code|token|id)|generate_?(?:secure_?|random_?|temp(?:orary)?_?)?(?:token|otp|password|secret|invite_?code|api_?key|verification_?code|reset_?code|pin)");
  private static final Pattern PASSWORD =
      Pattern.compile("(?i)(?:.*[._])?(?:\\w*password|passwd|pwd|\\w*passcode)");
  private static final Pattern VERIFIES =
      Pattern.compile(
          "verify|jwtVerify|verifyIdToken|getUser|getClaims|verifyToken|verify_token|constructEvent|constructEventAsync|timingSafeEqual|getSigningKey");
  private static final Pattern EVENT =
      Pattern.compile(
          "checkout\\.session\\.completed|payment_intent\\.succeeded|invoice\\.(?:paid|payment_succeeded|payment_failed)|customer\\.subscription\\.\\w+|charge\\.(?:succeeded|refunded)|payment\\.captured|charge\\.success");
  private static final Pattern LIMITER =
      Pattern.compile("(?i).*rate_?-?limit.*|.*throttle.*|limiter\\b.*|slowapi");

  private final ParsedFile file;
  private final Flow flow;
  private final Weaknesses found;

  TrustWeaknesses(ParsedFile file, Flow flow, Weaknesses found) {
    this.file = file;
    this.flow = flow;
    this.found = found;
  }

  void read() {
    for (var call : file.calls()) {
      String name = call.calledName().orElse("");
      String callee =
          call.callee().map(Node::text).filter(text -> text.length() < 200).orElse(name);
      tls(call);
      if (flow.onServer()) {
        unverified(call, name, callee);
        cors(call, name);
      }
      hash(call, name, callee);
      guessable(call, callee);
      if (LIMITER.matcher(name).matches()) {
        found.add(Kind.LIMITS_CALLS, true, name, call);
      }
    }
    for (var pair : file.pairs()) {
      String key = pair.field("key").map(Node::keyText).orElse("");
      String value =
          pair.field("value").map(Node::text).filter(text -> text.length() < 200).orElse("");
      if (key.equals("rejectUnauthorized") && value.equals("false")) {
        found.add(Kind.TLS_CHECK_OFF, true, key, pair);
      } else if (key.equals("algorithms") && value.matches("(?i)\\[.*['\"]none['\"].*\\]")
          || key.equals("algorithm") && value.matches("(?i)['\"]none['\"]")) {
        found.add(Kind.TOKEN_NOT_VERIFIED, true, "alg none", pair);
      } else if (key.equalsIgnoreCase("Access-Control-Allow-Origin") && flow.onServer()) {
        allowedOrigin(pair, key);
      }
    }
    for (var assignment : file.all(CodeParser.Part.ASSIGNMENTS)) {
      boolean off =
          assignment
              .field("left")
              .map(Node::text)
              .filter(text -> text.contains("NODE_TLS_REJECT_UNAUTHORIZED"))
              .isPresent();
      if (off && assignment.field("right").map(Node::keyText).filter("0"::equals).isPresent()) {
        found.add(Kind.TLS_CHECK_OFF, true, "NODE_TLS_REJECT_UNAUTHORIZED", assignment);
      }
    }
    if (flow.onServer()) {
      for (var string : file.all(CodeParser.Part.STRINGS)) {
        if (string.literal().filter(EVENT.asMatchPredicate()).isPresent()) {
          found.add(Kind.TAKES_EVENTS, true, string.literal().orElse(""), string);
        }
      }
    } else {
      comparisons();
    }
  }

  private void tls(Node call) {
    if (call.keyword("verify").map(Node::text).filter("False"::equals).isPresent()
        && !call.calledName().filter("decode"::equals).isPresent()) {
      found.add(Kind.TLS_CHECK_OFF, true, "verify=False", call);
    }
  }

  /** Whoever sends a token writes what is in it; only its signature says that it is true. */
  private void unverified(Node call, String name, String callee) {
    boolean library =
        callee.matches(
                "(?:jwt|jsonwebtoken|jose)\\.decode|jwtDecode|jwt_decode|decodeJwt|decodeJWT|jose\\.decodeJwt")
            && !CodeParser.isPython(file.path());
    boolean python =
        CodeParser.isPython(file.path())
            && name.equals("decode")
            && callee.contains("jwt")
            && (call.text().matches("(?s).*[\"']?verify_signature[\"']?\\s*[:=]\\s*False.*")
                || call.keyword("verify").map(Node::text).filter("False"::equals).isPresent());
    boolean homeMade =
        (callee.equals("atob") || callee.equals("Buffer.from"))
            && call.argument(0)
                .map(Node::text)
                .filter(text ->
                    text.matches(
                        "(?s).*(?:split\\(['\"]\\.['\"]\\)\\[1\\]|[pP]ayload.*|parts\\[1\\]).*"))
                .isPresent()
            && file.source().contains(".split('.')") | file.source().contains(".split(\".\")")
            && call.ancestors().stream()
                .limit(4)
                .anyMatch(
                    each -> each.callee().map(Node::text).filter("JSON.parse"::equals).isPresent());
    if (python) {
      found.add(Kind.TOKEN_NOT_VERIFIED, true, callee, call);
    } else if (library || homeMade) {
      boolean verifies =
          file.calls().stream()
              .anyMatch(each ->
                  each.calledName().filter(VERIFIES.asMatchPredicate()).isPresent()
                      && !each.isSame(call));
      if (!verifies) {
        found.add(Kind.TOKEN_NOT_VERIFIED, true, callee, call);
      }
    }
  }

  private void hash(Node call, String name, String callee) {
    Optional<String> algorithm =
        switch (name) {
          case "createHash" -> call.argument(0).flatMap(Node::literal);
          case "md5", "sha1", "sha256", "sha512", "MD5", "SHA1", "SHA256" -> Optional.of(name);
          case "digest" ->
              callee.contains("subtle")
                  ? call.argument(0).flatMap(Node::literal)
                  : Optional.empty();
          default -> Optional.empty();
        };
    if (algorithm.isEmpty()) {
      return;
    }
    boolean ofPassword =
        java.util.stream.Stream.concat(
                call.arguments().stream(),
                call.chain().stream().flatMap(each -> each.arguments().stream()))
            .flatMap(each -> Flow.names(each).stream())
            .anyMatch(PASSWORD.asMatchPredicate());
    if (ofPassword) {
      found.add(Kind.WEAK_PASSWORD_HASH, true, algorithm.get(), call);
    }
  }

  /** Random numbers that can be told from earlier ones, for what nobody should guess. */
  private void guessable(Node call, String callee) {
    boolean random =
        callee.equals("Math.random")
            || callee.matches("random\\.(?:choice|choices|randint|random|sample|randrange)");
    if (!random) {
      return;
    }
    for (var around : call.ancestors()) {
      var name =
          switch (around.type()) {
            case "variable_declarator",
                "function_declaration",
                "function_definition",
                "method_definition" ->
                around.field("name");
            case "pair", "keyword_argument" -> around.field("key").or(() -> around.field("name"));
            case "assignment", "assignment_expression" -> around.field("left");
            default -> Optional.<Node>empty();
          };
      if (name.map(Node::keyText)
          .filter(text -> text.length() < 60)
          .map(text -> text.substring(text.lastIndexOf('.') + 1))
          .filter(GUESSABLE.asMatchPredicate())
          .isPresent()) {
        found.add(Kind.GUESSABLE_TOKEN, flow.onServer(), name.get().keyText(), call);
        return;
      }
      if (around.is("class_declaration") || around.is("jsx_element")) {
        return;
      }
    }
  }

  private void cors(Node call, String name) {
    if (name.equals("cors")
        || name.equals("add_middleware") && call.text().contains("CORSMiddleware")) {
      var options = call.argument(0);
      boolean credentials =
          options
                  .flatMap(each -> each.value("credentials"))
                  .map(Node::text)
                  .filter("true"::equals)
                  .isPresent()
              || call.keyword("allow_credentials")
                  .map(Node::text)
                  .filter("True"::equals)
                  .isPresent();
      boolean anybody =
          options
                  .flatMap(each -> each.value("origin"))
                  .map(Node::text)
                  .filter(text -> text.equals("true"))
                  .isPresent()
              || call.keyword("allow_origins")
                  .map(Node::text)
                  .filter(text -> text.matches("\\[\\s*[\"']\\*[\"']\\s*\\]"))
                  .isPresent()
              || call.keyword("allow_origin_regex")
                  .map(Node::text)
                  .filter(text -> text.matches("r?[\"']\\^?\\.\\*\\$?[\"']"))
                  .isPresent();
      if (credentials && anybody) {
        found.add(Kind.CORS_CREDENTIALS, true, name, call);
      }
    } else if ((name.equals("setHeader") || name.equals("header") || name.equals("set"))
        && call.argument(0)
            .flatMap(Node::literal)
            .filter("Access-Control-Allow-Origin"::equalsIgnoreCase)
            .isPresent()) {
      call.argument(1).ifPresent(value -> origin(value, call));
    }
  }

  private void allowedOrigin(Node pair, String key) {
    pair.field("value").ifPresent(value -> origin(value, pair));
  }

  private void origin(Node value, Node at) {
    if (value.literal().filter("*"::equals).isPresent()) {
      found.add(Kind.CORS_ANYBODY, true, "*", at);
    }
    boolean reflected =
        flow.of(value) == Origin.REQUEST
            && value.text().toLowerCase(java.util.Locale.ROOT).contains("origin")
            && !value.unwrapped().is("ternary_expression")
            && !flow.isChecked(value);
    boolean credentials = CREDENTIALS.matcher(file.source()).find();
    if (reflected && credentials) {
      found.add(Kind.CORS_CREDENTIALS, true, "reflected Origin", at);
    }
  }

  private static final Pattern CREDENTIALS =
      Pattern.compile("(?i)Access-Control-Allow-Credentials['\"`]\\s*[:,]\\s*['\"`]?true");

  /** {@code if (password === "…")} in what every visitor gets. */
  private void comparisons() {
    if (!file.source().toLowerCase(java.util.Locale.ROOT).contains("pass")) {
      return;
    }
    for (var string : file.all(CodeParser.Part.STRINGS)) {
      var comparison = string.parent().filter(each -> each.is("binary_expression"));
      boolean equal =
          comparison
              .flatMap(each -> each.field("operator"))
              .map(Node::text)
              .filter(Set.of("===", "==")::contains)
              .isPresent();
      var other = comparison.flatMap(each -> each.field("left"));
      boolean password =
          other
              .map(Node::text)
              .filter(text -> text.length() < 80)
              .filter(PASSWORD.asMatchPredicate())
              .isPresent();
      boolean value =
          string
              .literal()
              .filter(text ->
                  text.length() >= 4 && !text.matches("text|password|string|hidden|undefined"))
              .isPresent();
      if (equal && password && value) {
        found.add(Kind.PASSWORD_IN_BROWSER_CODE, true, other.get().text(), string);
      }
    }
  }
}
