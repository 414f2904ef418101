import { BrowserRouter, Route, Routes } from 'react-router-dom';
import Bookings from '@/pages/Bookings';
import Vans from '@/pages/Vans';
import { base44 } from '@/api/base44Client';

export default function App() {
  return (
    <BrowserRouter>
      <button onClick={() => base44.auth.redirectToLogin()}>Sign in</button>
      <Routes>
        <Route path="/" element={<Bookings />} />
        <Route path="/vans" element={<Vans />} />
      </Routes>
    </BrowserRouter>
  );
}
