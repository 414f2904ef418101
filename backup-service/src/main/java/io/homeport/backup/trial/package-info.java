/** Releases that deploy-service starts on what drills have restored, and what they answer. */
@NullMarked
package io.homeport.backup.trial;

import org.jspecify.annotations.NullMarked;
