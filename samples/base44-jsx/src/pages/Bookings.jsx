import { useEffect, useState } from 'react';
import { base44 } from '@/api/base44Client';

export default function Bookings() {
  const [bookings, setBookings] = useState([]);
  useEffect(() => {
    base44.auth.me().then((user) =>
      base44.entities.Booking.filter({ driver_email: user.email }, '-created_date', 50).then(setBookings),
    );
  }, []);
  const ask = async (day) => {
    const { data } = await base44.functions.invoke('quoteForMove', { day });
    await base44.entities.Booking.create({ day, state: 'asked' });
    return data.eur;
  };
  return <ul>{bookings.map((each) => <li key={each.id} onClick={() => ask(each.day)}>{each.day}</li>)}</ul>;
}
