/** Slow work as leased rows: claimed by one, resumed after a crash, recorded once. */
package io.homeport.messaging.work;
