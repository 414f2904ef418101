/** What lets Homeport into private repositories. */
package io.homeport.imports.credential;
