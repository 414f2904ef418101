package io.homeport.specs.source;

import io.homeport.specs.source.Uses.Authentication;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds sign-in that the app does by itself: {@code bcrypt.checkpw(…)}, {@code jwt.encode(…)}. What
 * only takes a token apart is no sign-in.
 */
public final class SignInCode {

  /** The method of code that compares a password with its hash. */
  public static final String PASSWORD = "own password check";

  /** The method of code that signs a token. */
  public static final String TOKEN = "own token";

  private static final Set<String> COMPARE =
      Set.of("checkpw", "compare", "compareSync", "verify", "check_password_hash");
  private static final Set<String> HASHERS =
      Set.of("bcrypt", "bcryptjs", "argon2", "pwd_context", "password_hasher", "ph");

  private SignInCode() {}

  static List<Authentication> of(ParsedFile file) {
    return file.calls().stream()
        .flatMap(call ->
            method(call).stream()
                .map(method -> new Authentication(method, null, List.of(), call.place())))
        .toList();
  }

  private static Optional<String> method(Node call) {
    String name = call.calledName().orElse("");
    String owner = call.callee().flatMap(Node::object).map(Node::text).orElse("");
    boolean compares = COMPARE.contains(name) && HASHERS.contains(owner);
    if (compares || name.equals("check_password_hash")) {
      return Optional.of(PASSWORD);
    }
    boolean signs =
        Stream.of("encode", "sign").anyMatch(name::equals)
            && (owner.equals("jwt") || owner.equals("jsonwebtoken"));
    return signs || name.equals("create_access_token") && owner.isEmpty() && isImported(call)
        ? Optional.of(TOKEN)
        : Optional.empty();
  }

  /** Flask-JWT-Extended makes tokens by a function that apps also write themselves. */
  private static boolean isImported(Node call) {
    return call.file().source().contains("flask_jwt_extended");
  }
}
