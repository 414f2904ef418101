/** Ids and values that every part of Homeport shares. */
package io.homeport.contracts;
