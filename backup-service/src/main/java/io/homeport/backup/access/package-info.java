/** Who sees what: the tables that an app's API reaches, as those who ask it see them. */
@NullMarked
package io.homeport.backup.access;

import org.jspecify.annotations.NullMarked;
