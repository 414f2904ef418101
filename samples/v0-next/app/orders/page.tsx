"use client"

import { useEffect, useState } from "react"

export default function Orders() {
  const [orders, setOrders] = useState<{ id: number; state: string }[]>([])
  useEffect(() => {
    fetch("/api/orders").then(async (answer) => setOrders(await answer.json()))
  }, [])
  return (
    <ul aria-label="Orders">
      {orders.map((order) => (
        <li key={order.id}>{order.state}</li>
      ))}
    </ul>
  )
}
