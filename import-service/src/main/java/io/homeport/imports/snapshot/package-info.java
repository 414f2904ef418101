/** Snapshots: immutable, content-addressed source trees. */
package io.homeport.imports.snapshot;
