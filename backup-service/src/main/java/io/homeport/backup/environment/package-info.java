/** Environments as this service knows them. */
@NullMarked
package io.homeport.backup.environment;

import org.jspecify.annotations.NullMarked;
