/** What backups cost, and what they find. */
@NullMarked
package io.homeport.bench.backup;

import org.jspecify.annotations.NullMarked;
