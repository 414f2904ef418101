/** Imports: acts of taking in the source of an app. */
package io.homeport.imports.importing;
