/** When an environment is backed up and for how long backups are kept. */
@NullMarked
package io.homeport.backup.policy;

import org.jspecify.annotations.NullMarked;
