/** What the parts of an app are made with. */
package io.homeport.imports.framework;
