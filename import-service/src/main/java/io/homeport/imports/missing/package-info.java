/** What an app needs and its source does not hold. */
package io.homeport.imports.missing;
