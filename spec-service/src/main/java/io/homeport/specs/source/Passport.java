package io.homeport.specs.source;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a call of Passport is for: {@code passport.authenticate("jwt")} asks who calls, {@code
 * passport.authenticate("google")} is how somebody signs in, and lets in whoever comes.
 */
final class Passport {

  /** Strategies that take what a caller who has signed in sends with each request. */
  private static final Pattern OF_CALLERS =
      Pattern.compile("(?i).*(?:jwt|bearer|token|api_?-?key|basic|digest|header|cookie).*");

  private static final Pattern OPTIONS_OF_SIGN_IN =
      Pattern.compile("(?s).*\\b(?:scope|successRedirect|successReturnToOrRedirect|prompt)\\b.*");

  private Passport() {}

  /** True for a call that signs somebody in; false for whatever is no call of Passport. */
  static boolean signsIn(Node call) {
    var strategy = call.argument(0);
    if (strategy.isEmpty() || !isPassport(call)) {
      return false;
    }
    var named = strategy.get().unwrapped();
    if (OF_CALLERS.matcher(named.text().replace('\n', ' ')).matches()) {
      return false;
    }
    return named.is("string")
        || named.is("template_string")
        || call.argument(1)
            .map(Node::text)
            .filter(OPTIONS_OF_SIGN_IN.asMatchPredicate())
            .isPresent();
  }

  private static boolean isPassport(Node call) {
    String name = call.calledName().orElse("");
    return name.equals("AuthGuard")
        || name.equals("authenticate")
            && call.callee()
                .flatMap(Node::object)
                .filter(owner -> owner.text().toLowerCase(Locale.ROOT).endsWith("passport"))
                .isPresent();
  }
}
