package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The categories of the OWASP Top 10 of 2025.
 *
 * @see <a href="https://owasp.org/Top10/2025/">OWASP Top 10:2025</a>
 */
public enum Owasp {
  BROKEN_ACCESS_CONTROL("A01:2025 Broken Access Control"),
  SECURITY_MISCONFIGURATION("A02:2025 Security Misconfiguration"),
  SUPPLY_CHAIN("A03:2025 Software Supply Chain Failures"),
  CRYPTOGRAPHIC_FAILURES("A04:2025 Cryptographic Failures"),
  INJECTION("A05:2025 Injection"),
  INSECURE_DESIGN("A06:2025 Insecure Design"),
  AUTHENTICATION_FAILURES("A07:2025 Authentication Failures"),
  INTEGRITY_FAILURES("A08:2025 Software or Data Integrity Failures"),
  LOGGING_FAILURES("A09:2025 Security Logging and Alerting Failures"),
  EXCEPTIONAL_CONDITIONS("A10:2025 Mishandling of Exceptional Conditions");

  private final String title;

  Owasp(String title) {
    this.title = title;
  }

  @JsonValue
  @Override
  public String toString() {
    return title;
  }
}
