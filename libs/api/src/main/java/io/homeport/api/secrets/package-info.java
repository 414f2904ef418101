/** The secrets that a service keeps sealed, and the master keys they are sealed under. */
@org.jspecify.annotations.NullMarked
package io.homeport.api.secrets;
