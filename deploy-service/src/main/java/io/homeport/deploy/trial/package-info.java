/** Releases that are started for a moment on databases that drills have restored. */
@org.jspecify.annotations.NullMarked
package io.homeport.deploy.trial;
