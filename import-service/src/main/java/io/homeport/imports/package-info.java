/** Takes apps in: what is imported, from where, and the snapshot it became. */
package io.homeport.imports;
