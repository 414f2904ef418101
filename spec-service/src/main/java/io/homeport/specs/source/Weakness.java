package io.homeport.specs.source;

import io.homeport.specs.Place;

/**
 * A place in the code that lets somebody do what he should not.
 *
 * @param certain true if what comes from outside was followed to it, or if nothing else is needed
 * @param within the function it stands in; empty at the top of a file
 * @param detail the call or the name it shows by
 */
public record Weakness(Kind kind, boolean certain, String within, String detail, Place place) {

  /** What kind of weakness it is. */
  public enum Kind {
    HTML,
    CODE,
    REDIRECT,
    MESSAGE_TO_ANYBODY,
    MESSAGE_FROM_ANYBODY,
    SQL,
    NOSQL,
    COMMAND,
    FILE_PATH,
    STORAGE_PATH,
    SERVER_REQUEST,
    TLS_CHECK_OFF,
    TOKEN_NOT_VERIFIED,
    WEAK_PASSWORD_HASH,
    GUESSABLE_TOKEN,
    PASSWORD_IN_BROWSER_CODE,
    CORS_CREDENTIALS,
    CORS_ANYBODY,
    /** A payment's or another service's event is taken; whether it is signed is asked elsewhere. */
    TAKES_EVENTS,
    /** Calls are counted, so that nobody makes too many. */
    LIMITS_CALLS
  }
}
