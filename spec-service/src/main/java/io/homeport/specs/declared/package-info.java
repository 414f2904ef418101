/** What files say the app keeps, where no database can be asked: types, schemas, models. */
@NullMarked
package io.homeport.specs.declared;

import org.jspecify.annotations.NullMarked;
