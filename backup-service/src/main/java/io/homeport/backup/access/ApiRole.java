package io.homeport.backup.access;

import java.util.List;

/** A role that requests to an app's API run as, with what they say of whoever asks. */
public enum ApiRole {
  /** Whoever has not signed in. */
  ANON("anon", "", "{\"role\":\"anon\"}"),

  /** Somebody who has signed in and whom no row names. */
  AUTHENTICATED(
      "authenticated",
      ApiRole.MADE_UP,
      "{\"aud\":\"authenticated\",\"role\":\"authenticated\",\"sub\":\""
          + ApiRole.MADE_UP
          + "\",\"email\":\"nobody@homeport.invalid\",\"app_metadata\":{},\"user_metadata\":{}}");

  private static final String MADE_UP = "7d3c1f0e-5a64-4f0b-9d2e-86b1a0c4e9f7";

  private final String role;
  private final String subject;
  private final String claims;

  ApiRole(String role, String subject, String claims) {
    this.role = role;
    this.subject = subject;
    this.claims = claims;
  }

  /** Its name in the database. */
  public String role() {
    return role;
  }

  /** The claims of its token, as JSON. */
  public String claims() {
    return claims;
  }

  /** The settings of a request, as the runtime makes them: name, value. */
  List<String> settings() {
    return List.of(
        "role", role,
        "request.jwt.claim.sub", subject,
        "request.jwt.claim.role", role,
        "request.jwt.claims", claims);
  }
}
