// Refusals of auth, with the codes that supabase-js knows.

/** @param code one of GoTrue's error codes, such as `otp_expired` */
export class AuthError extends Error {
  constructor(status, code, message, details = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  body() {
    return { code: this.status, error_code: this.code, msg: this.message, ...this.details };
  }
}

export const invalid = (message, status = 400) => new AuthError(status, "validation_failed", message);
export const invalidCredentials = () => new AuthError(400, "invalid_credentials", "Invalid login credentials");
export const expiredLink = () => new AuthError(403, "otp_expired", "Email link is invalid or has expired");
export const emailExists = () => new AuthError(422, "email_exists", "A user with this email address has already been registered");
export const userExists = () => new AuthError(422, "user_already_exists", "User already registered");
export const noSuchUser = () => new AuthError(404, "user_not_found", "User not found");
export const signUpDisabled = () => new AuthError(422, "signup_disabled", "Signups not allowed for this instance");
export const tooOften = (message = "Too many attempts, try again later") => new AuthError(429, "over_request_rate_limit", message);
